// Every command that a page may send to the main process, with the schema of its input. Tray, REST and command line
// dispatch the same commands. One rpc channel carries them; the answer is always an Outcome. PURE.
import { z } from 'zod';
import type { ErrorReport } from './app-error.ts';
import type { Diagnosis } from './doctor.ts';
import type { AppEvents, FileJob } from './events.ts';
import type { Settings } from './settings.ts';
import type { AppState, Microphone } from './state.ts';
import type { Take, TakeFilter } from './take.ts';

const id = z.string().min(1).max(64);
const ids = z.array(id).min(1).max(10_000);
const box = z.object({ x: z.number().int(), y: z.number().int(), width: z.number().int(), height: z.number().int() });
const none = z.object({}).strict().optional();

export const filters = ['all', 'failed', 'discarded', 'starred'] as const satisfies readonly TakeFilter[];

/** Keyset page: newest first, `before` is the cursor of the page above. */
const listInput = z.object({
  query: z.string().max(500).optional(),
  filter: z.enum(filters).optional(),
  before: z.object({ createdAt: z.number(), id }).optional(),
  limit: z.number().int().min(1).max(500).optional(),
});

export const commandInputs = {
  'state.get': none,
  'settings.get': none,
  'settings.set': z.object({ patch: z.record(z.string(), z.record(z.string(), z.unknown())) }),
  'settings.reset': z.object({ section: z.string().max(40), key: z.string().max(40).optional() }),
  'settings.export': none,
  'settings.import': none,
  'dictation.start': none,
  'dictation.stop': none,
  'dictation.toggle': none,
  'dictation.cancel': none,
  'dictation.undo': none,
  /** The running take is forgotten once its text is delivered, or kept after all. */
  'dictation.dontKeep': z.object({ on: z.boolean() }),
  /** The pill's button during the dead-microphone alarm. */
  'dictation.useNextMicrophone': none,
  'notice.dismiss': none,
  /** The window has said it; only what is over and done can be dismissed. */
  'problem.dismiss': z.object({ id: z.literal('settings') }),
  /** The program whose window was active before Sotto's. */
  'insertion.lastWindow': none,
  /** The pointer is on one of the pill's buttons: clicks are for the overlay then. */
  'overlay.hot': z.object({ hot: z.boolean() }),
  /** Where pill and buttons stand in the overlay's window (px), for systems that cut the window's shape to them. */
  'overlay.layout': z.object({ pill: box.nullable(), buttons: z.array(box).max(8) }),
  'history.list': listInput,
  'history.counts': none,
  'history.get': z.object({ id }),
  'history.waveform': z.object({ id, bars: z.number().int().min(10).max(2000) }),
  'history.edit': z.object({ id, text: z.string().max(5_000_000) }),
  'history.star': z.object({ ids, starred: z.boolean() }),
  'history.delete': z.object({ ids }),
  'history.undelete': z.object({ ids }),
  /** Takes a discarded one back and sends it. */
  'history.restore': z.object({ id }),
  'history.retry': z.object({ ids }),
  'history.copy': z.object({ id }),
  'history.pasteAgain': z.object({ id }),
  'history.showFile': z.object({ id }),
  'history.export': z.object({ ids, format: z.enum(['txt', 'json', 'srt', 'audio']) }),
  'files.add': z.object({ paths: z.array(z.string().min(1).max(4096)).min(1).max(5000) }),
  'files.choose': none,
  'files.cancel': z.object({ jobId: id }),
  'files.retry': z.object({ jobId: id }),
  'files.list': none,
  'files.clear': none,
  'account.signIn': z.object({ method: z.enum(['browser', 'device']) }),
  'account.cancelSignIn': none,
  'account.signOut': none,
  'account.setApiKey': z.object({ key: z.string().trim().min(1).max(500) }),
  'account.practice': z.object({ on: z.boolean() }),
  'account.usage': none,
  'server.set': z.object({ on: z.boolean() }),
  /** Puts the key on the clipboard; it never enters a page. */
  'server.copyKey': none,
  'server.rotateKey': none,
  'server.copyCurl': none,
  'microphones.list': none,
  /** Opens the microphone for the settings page's meter; levels arrive as events. */
  'microphones.monitor': z.object({ on: z.boolean(), device: z.string().max(300).optional() }),
  /** Closes the one that is kept open for the next take. */
  'microphones.close': none,
  /** Suspends the global keys, so that the page sees them pressed. */
  'hotkey.record': z.object({ on: z.boolean() }),
  /** `use`: which of the keys it is to become. */
  'hotkey.check': z.object({ accelerator: z.string().max(100), use: z.enum(['dictate', 'pasteLast']).optional() }),
  'doctor.run': none,
  'doctor.mend': z.object({ check: z.string().max(40) }),
  'doctor.copyReport': none,
  'paste.test': none,
  /** Looks for a newer version now, or when the running take has ended. */
  'updates.check': none,
  'updates.fetch': none,
  /** Replaces this copy by the one that was fetched and starts it. */
  'updates.install': none,
  'app.openExternal': z.object({ target: z.enum(['help', 'source', 'releases', 'sign-in']) }),
  /** `anchor`: a section of Settings ("microphone"), passed on with the `place` event. */
  'app.show': z
    .object({ place: z.enum(['history', 'settings', 'doctor']).optional(), anchor: z.string().max(40).optional() })
    .optional(),
  /** The window's page can hear from now on, and asks where it is wanted. */
  'app.pageUp': none,
  'app.quit': none,
} as const;

export type CommandName = keyof typeof commandInputs;
export type CommandInput<N extends CommandName> = z.input<(typeof commandInputs)[N]>;

export interface TakePage {
  readonly takes: readonly Take[];
  /** Absent: this was the last page. */
  readonly next?: { readonly createdAt: number; readonly id: string };
}
export interface TakeCounts {
  readonly all: number;
  readonly failed: number;
  readonly discarded: number;
  readonly starred: number;
}
export interface UsageWindow {
  readonly name: string;
  readonly usedPercent: number;
  /** Unix milliseconds. */
  readonly resetsAt?: number;
  readonly windowMinutes?: number;
}
export interface Usage {
  readonly plan: string;
  readonly windows: readonly UsageWindow[];
}
/** What came of an export into a folder. */
export interface ExportResult {
  readonly files: number;
  /** Takes without what was asked for: no text, or no recording any more. */
  readonly skipped: number;
}
/** Another program's window, for a rule or the list of terminals. */
export interface LastWindow {
  /** What a rule or the list of terminals matches: its class, app id or program, in lower case. */
  readonly match: string;
  /** For people. */
  readonly name: string;
  readonly title?: string;
}
export interface HotkeyCheck {
  readonly ok: boolean;
  readonly works: 'hold' | 'toggle' | 'none';
  readonly error?: ErrorReport;
}

/** What each command answers with; commands not named here answer with null. */
export interface CommandOutputs {
  'state.get': AppState;
  'settings.get': Settings;
  'settings.set': Settings;
  'settings.reset': Settings;
  'settings.import': Settings;
  'history.list': TakePage;
  'history.counts': TakeCounts;
  'history.get': Take;
  'history.waveform': readonly number[];
  'history.edit': Take;
  /** Those that are deleted: one that is being recorded or sent stays. */
  'history.delete': { readonly ids: readonly string[] };
  /** Null: the person changed their mind. */
  'history.export': ExportResult | null;
  'files.add': readonly FileJob[];
  'files.choose': readonly FileJob[];
  'files.list': readonly FileJob[];
  'account.usage': Usage;
  'microphones.list': readonly Microphone[];
  'hotkey.check': HotkeyCheck;
  'doctor.run': readonly Diagnosis[];
  'paste.test': { readonly text: string };
  /** Null: where it was left. */
  'app.pageUp': AppEvents['place'] | null;
  /** Null: none was seen yet, or this desktop does not tell. */
  'insertion.lastWindow': LastWindow | null;
}
export type CommandOutput<N extends CommandName> = N extends keyof CommandOutputs ? CommandOutputs[N] : null;

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorReport };

export function isCommandName(value: unknown): value is CommandName {
  return typeof value === 'string' && Object.hasOwn(commandInputs, value);
}
