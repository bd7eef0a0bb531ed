// How one text goes into one window: pure decisions, from the session, the window's class, the settings and the tools
// that are there. Touches nothing: the inserter carries the plan out.
import type { Settings, TargetRule } from '../contract/settings.ts';
import { chordWords, type PasteChord } from './chord.ts';
import { classNames, pastesWithCtrlV } from './known-programs.ts';
import type { DesktopSession } from './session.ts';

export type InsertionSettings = Settings['insertion'];

export interface PlanInput {
  readonly session: DesktopSession;
  /** WM_CLASS ("instance\0class") or app id of the target; empty when unknown. */
  readonly className: string;
  readonly settings: InsertionSettings;
  /** What this desktop lets us do. */
  readonly can: { readonly chord: boolean; readonly type: boolean; readonly primary: boolean };
  readonly text: string;
}

export interface PlannedText {
  /** With the trailing space, when one is wanted. */
  readonly text: string;
  /** What the user is to press when it comes to that. */
  readonly byHand: PasteChord;
  /** Also own PRIMARY: Shift+Insert pastes it in terminals, CLIPBOARD elsewhere. */
  readonly primary: boolean;
}

export type InsertionPlan =
  | (PlannedText & { readonly do: 'copy'; readonly why: 'asked' | 'no-chord' })
  | (PlannedText & { readonly do: 'type'; readonly enter: boolean })
  | (PlannedText & {
      readonly do: 'paste';
      readonly chord: PasteChord;
      readonly enter: boolean;
      /** The user's clipboard is saved before and brought back this long after the chord; null keeps our text. */
      readonly restoreAfterMs: number | null;
      /** Terminals take what they read first; other programs may look twice. */
      readonly readsOnce: boolean;
    });

/** Slow targets were seen to read half a second after the chord; big texts take about a millisecond per kilobyte. */
export const leastRestoreMs = 450;

export function planInsertion({ session, className, settings, can, text }: PlanInput): InsertionPlan {
  const rule = ruleFor(className, settings.rules);
  const asked = rule && rule.chord !== 'auto' ? rule.chord : settings.method;
  const chord = isPasteChord(asked) ? asked : usualChord(session, className, settings.terminals);
  const whole = (rule?.trailingSpace ?? settings.trailingSpace) && !/\s$/.test(text) ? `${text} ` : text;
  const enter = rule?.pressEnter ?? false;
  const planned = {
    text: whole,
    byHand: chordByHand(chord, className),
    primary: can.primary && chord === 'shift+insert',
  };
  if (asked === 'copy') return { ...planned, do: 'copy', why: 'asked' };
  if (asked === 'type' && can.type) return { ...planned, do: 'type', enter };
  if (!can.chord) return { ...planned, do: 'copy', why: 'no-chord' };
  const restoreAfterMs = settings.restoreClipboard ? restoreDelayMs(whole) : null;
  const readsOnce = isTerminal(className, settings.terminals);
  return { ...planned, do: 'paste', chord, enter, restoreAfterMs, readsOnce };
}

/** The same plan for a keyboard layout that has no key for "v": Insert is on every layout. */
export function withoutLetters<P extends InsertionPlan>(plan: P, can: PlanInput['can']): P {
  if (plan.do !== 'paste' || plan.chord === 'cmd+v') return plan;
  return { ...plan, chord: 'shift+insert', primary: can.primary };
}

export function restoreDelayMs(text: string): number {
  return leastRestoreMs + Math.ceil(Buffer.byteLength(text) / 1024);
}

/** Shift+Insert is for machines: a person presses Ctrl+V, except where only Shift+Insert works. */
function chordByHand(chord: PasteChord, className: string): PasteChord {
  return chord === 'shift+insert' && !isClassicTerminal(className) ? 'ctrl+v' : chord;
}

function usualChord(session: DesktopSession, className: string, terminals: readonly string[]): PasteChord {
  if (session.kind === 'macos') return 'cmd+v';
  if (isClassicTerminal(className)) return 'shift+insert';
  if (isTerminal(className, terminals)) return session.kind === 'windows' ? 'ctrl+v' : 'ctrl+shift+v';
  if (session.kind === 'windows' || pastesWithCtrlV(className)) return 'ctrl+v';
  return 'shift+insert';
}

export function isTerminal(className: string, terminals: readonly string[]): boolean {
  const names = classNames(className);
  return terminals.some((terminal) => names.includes(terminal.toLowerCase()));
}

/** They know no Ctrl+Shift+V unless somebody configured it, and Shift+Insert works either way. */
const isClassicTerminal = (className: string): boolean =>
  classNames(className).some((name) => ['xterm', 'uxterm', 'urxvt', 'rxvt'].includes(name));

function ruleFor(className: string, rules: readonly TargetRule[]): TargetRule | undefined {
  const names = classNames(className);
  return rules.find((rule) => names.some((name) => name.includes(rule.match.toLowerCase())));
}

function isPasteChord(value: string): value is PasteChord {
  return Object.hasOwn(chordWords, value);
}
