// The bridge of a page without a main process: a fake at the port, scripted by the test through `window.fake`. It keeps
// what it is told (settings, takes), answers like the real one, and remembers every call. Runs in the page.
import './zod-without-eval.ts';
import type { ErrorReport } from '../../../src-main/contract/app-error.ts';
import type { CommandName, Outcome, TakePage } from '../../../src-main/contract/commands.ts';
import { type CheckName, checkNames, type Diagnosis } from '../../../src-main/contract/doctor.ts';
import type { Bridge, FileJob } from '../../../src-main/contract/events.ts';
import { defaultSettings, type Settings, settingsSchema } from '../../../src-main/contract/settings.ts';
import { type AppState, initialState } from '../../../src-main/contract/state.ts';
import type { Take, TakeFilter } from '../../../src-main/contract/take.ts';
import type { FakeControl } from './fake-control.ts';
import { fakeLevels, fakeTake, liveTakes, specimens } from './fake-takes.ts';

const options = window.fakeOptions ?? {};
const now = Date.now();
const takeOptions = { now, practice: options.state?.account?.kind === 'practice', longText: options.longText ?? false };

let takes: Take[] = [
  ...(options.live ? liveTakes(takeOptions) : []),
  ...(options.specimens ? specimens(takeOptions) : []),
  ...Array.from({ length: options.rows ?? 0 }, (_, index) => fakeTake(index, takeOptions)),
].sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
let lower = takes.map(({ text }) => text.toLowerCase());
const deleted = new Map<string, Take>();

let settings: Settings = settingsSchema.parse(
  Object.fromEntries(
    Object.entries(defaultSettings).map(([name, values]) => [
      name,
      { ...values, ...options.settings?.[name as keyof Settings] },
    ]),
  ),
);
let state: AppState = {
  ...initialState('1.0.0'),
  account: { kind: 'chatgpt', email: 'you@example.org', plan: 'plus' },
  hotkey: { accelerator: 'ControlRight', works: 'hold' },
  server: { kind: 'off' },
  microphones: [
    { id: 'mv7', label: 'Shure MV7', isDefault: true },
    { id: 'builtin', label: 'Built-in microphone', isDefault: false },
    { id: 'airpods', label: 'AirPods Pro', isDefault: false },
  ],
  ...options.state,
};
let jobs: readonly FileJob[] = options.jobs ?? [];

const listeners = new Map<string, Set<(payload: never) => void>>();
const refusals = new Map<string, ErrorReport>();
const calls: FakeControl['calls'] = [];

const emit: FakeControl['emit'] = (name, payload) => {
  for (const listener of listeners.get(name) ?? []) listener(payload as never);
};
const setTakes = (next: Take[], ids: string[]): void => {
  takes = next.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  lower = takes.map(({ text }) => text.toLowerCase());
  emit('takes', { ids });
};
const change = (ids: readonly string[], edit: (take: Take) => Take): void =>
  setTakes(
    takes.map((take) => (ids.includes(take.id) ? edit(take) : take)),
    [...ids],
  );

class Refusal extends Error {
  readonly report: ErrorReport;
  constructor(report: ErrorReport) {
    super(report.message);
    this.report = report;
  }
}

const passes = (take: Take, filter: TakeFilter): boolean =>
  filter === 'all' || (filter === 'starred' ? take.starred : take.state === filter);

interface ListInput {
  readonly query?: string;
  readonly filter?: TakeFilter;
  readonly before?: { readonly createdAt: number; readonly id: string };
  readonly limit?: number;
}

function list({ query = '', filter = 'all', before, limit = 100 }: ListInput): TakePage {
  const terms = query
    .toLowerCase()
    .split(/["\s]+/)
    .filter((term) => term !== '');
  const found: Take[] = [];
  let from = 0;
  if (before) from = takes.findIndex(({ id }) => id === before.id) + 1;
  for (let at = from; at < takes.length && found.length <= limit; at++) {
    const take = takes[at];
    const text = lower[at] ?? '';
    if (take && passes(take, filter) && terms.every((term) => text.includes(term))) found.push(take);
  }
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { takes: page, ...(found.length > limit && last ? { next: { createdAt: last.createdAt, id: last.id } } : {}) };
}

let monitor: ReturnType<typeof setInterval> | undefined;
function listenTo(on: boolean): void {
  clearInterval(monitor);
  if (!on) return;
  const levels = fakeLevels(400, 9);
  let at = 0;
  monitor = setInterval(() => emit('levels', { source: 'monitor', bars: [levels[at++ % levels.length] ?? 0] }), 25);
}

const diagnoses = (): readonly Diagnosis[] =>
  options.doctor ?? checkNames.map((check): Diagnosis => ({ check, state: 'ok', ...findings[check] }));

const findings: Readonly<Record<CheckName, Pick<Diagnosis, 'finding' | 'facts'>>> = {
  recorder: { finding: 'recorder_found', facts: { recorder: 'pw-record' } },
  microphone: { finding: 'microphone_hears', facts: { device: 'Shure MV7', firstSampleMs: 38, peakDbfs: -19 } },
  hotkey: { finding: 'hotkey_holds', facts: { key: 'ControlRight' } },
  insertion: { finding: 'insertion_pastes', facts: { way: 'xtest' } },
  clipboard: { finding: 'clipboard_works', facts: { ms: 4, tool: 'x11' } },
  session: { finding: 'session_is', facts: { session: 'x11, openbox' } },
  login: { finding: 'login_with_plan', facts: { plan: 'plus' } },
  upstream: { finding: 'upstream_answers', facts: { host: 'chatgpt.com', ms: 180 } },
  challenge: { finding: 'challenge_none' },
  proxy: { finding: 'proxy_none' },
  disk: { finding: 'disk_free', facts: { free: '84 GB' } },
  timings: { finding: 'timings_none' },
  versions: { finding: 'versions', facts: { versions: 'Sotto 1.0.0' } },
};

function setSettings(next: unknown): Settings {
  const parsed = settingsSchema.safeParse(next);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Refusal({
      code: 'settings_invalid',
      message: `${issue?.path.join('.')}: ${issue?.message}.`,
      hint: 'Correct the value; the old one stays in force.',
    });
  }
  settings = parsed.data;
  emit('settings', settings);
  return settings;
}

const setState = (part: Partial<AppState>): void => {
  state = { ...state, ...part };
  emit('state', state);
};

type Handler = (input: never) => unknown;
const handlers: { readonly [N in CommandName]?: Handler } = {
  'state.get': () => state,
  'settings.get': () => settings,
  'settings.set': ({ patch }: { patch: Record<string, object> }) =>
    setSettings(
      Object.fromEntries(Object.entries(settings).map(([name, values]) => [name, { ...values, ...patch[name] }])),
    ),
  'settings.reset': ({ section, key }: { section: keyof Settings; key?: string }) => {
    const defaults: Record<string, unknown> = defaultSettings[section];
    return setSettings({ ...settings, [section]: key ? { ...settings[section], [key]: defaults[key] } : defaults });
  },
  'settings.import': () => settings,
  'history.list': list,
  'history.counts': () => ({
    all: takes.length,
    failed: takes.filter(({ state: s }) => s === 'failed').length,
    discarded: takes.filter(({ state: s }) => s === 'discarded').length,
    starred: takes.filter(({ starred }) => starred).length,
  }),
  'history.get': ({ id }: { id: string }) => {
    const take = takes.find((known) => known.id === id);
    if (!take)
      throw new Refusal({ code: 'take_not_found', message: 'There is no such take.', hint: 'Look for it in History.' });
    return take;
  },
  'history.waveform': ({ id, bars }: { id: string; bars: number }) =>
    fakeLevels(bars, id.length * 31 + (id.codePointAt(id.length - 1) ?? 0)),
  'history.edit': ({ id, text }: { id: string; text: string }) => {
    change([id], (take) => {
      const { originalText, ...rest } = take;
      const original = originalText ?? take.text;
      return original === text ? { ...rest, text } : { ...rest, text, originalText: original };
    });
    return takes.find((take) => take.id === id);
  },
  'history.star': ({ ids, starred }: { ids: string[]; starred: boolean }) =>
    change(ids, (take) => ({ ...take, starred })),
  'history.delete': ({ ids }: { ids: string[] }) => {
    const gone = takes.filter(({ id, state: at }) => ids.includes(id) && at !== 'recording' && at !== 'transcribing');
    for (const take of gone) deleted.set(take.id, take);
    setTakes(
      takes.filter((take) => !gone.includes(take)),
      ids,
    );
    return { ids: gone.map(({ id }) => id) };
  },
  'history.undelete': ({ ids }: { ids: string[] }) =>
    setTakes([...takes, ...ids.flatMap((id) => deleted.get(id) ?? [])], ids),
  'history.restore': ({ id }: { id: string }) => change([id], (take) => ({ ...take, state: 'transcribing' })),
  'files.list': () => jobs,
  'files.add': () => jobs,
  'files.choose': () => jobs,
  'dictation.dontKeep': ({ on }: { on: boolean }) => {
    if (!state.dictation) return;
    const { unkept: _before, ...dictation } = state.dictation;
    setState({ dictation: on ? { ...dictation, unkept: true } : dictation });
  },
  'account.usage': () => ({
    plan: 'plus',
    windows: [
      { name: 'primary', usedPercent: 38, windowMinutes: 300, resetsAt: now + 2 * 3_600_000 },
      { name: 'secondary', usedPercent: 86, windowMinutes: 10_080, resetsAt: now + 3 * 86_400_000 },
    ],
  }),
  'account.signIn': ({ method }: { method: 'browser' | 'device' }) =>
    setState({
      account: {
        ...state.account,
        signingIn:
          method === 'device'
            ? { method, code: 'ABCD-12345', url: 'https://auth.openai.com/codex/device' }
            : { method, url: 'https://auth.openai.com/oauth/authorize' },
      },
    }),
  'account.cancelSignIn': () => {
    const { signingIn: _, ...account } = state.account;
    setState({ account });
  },
  'account.signOut': () => setState({ account: { kind: 'signed-out' } }),
  'account.setApiKey': () => setState({ account: { kind: 'apikey' } }),
  'account.practice': ({ on }: { on: boolean }) =>
    setState({ account: on ? { kind: 'practice' } : { kind: 'signed-out' } }),
  'server.set': ({ on }: { on: boolean }) => {
    setSettings({ ...settings, server: { ...settings.server, enabled: on } });
    setState({ server: on ? { kind: 'on', address: `http://127.0.0.1:${settings.server.port}` } : { kind: 'off' } });
  },
  'microphones.list': () => state.microphones,
  'microphones.monitor': ({ on }: { on: boolean }) => listenTo(on),
  'hotkey.check': ({ accelerator }: { accelerator: string }) =>
    accelerator === 'Control+Shift+Space'
      ? {
          ok: false,
          works: 'none',
          error: {
            code: 'hotkey_taken',
            message: 'Already used by input switching (IBus).',
            hint: 'Choose another key.',
          },
        }
      : { ok: true, works: 'hold' },
  'history.export': ({ ids }: { ids: readonly string[] }) => ({ files: ids.length, skipped: 0 }),
  'insertion.lastWindow': () => options.lastWindow ?? null,
  'doctor.run': diagnoses,
  'paste.test': () => {
    const field = document.activeElement;
    if (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) {
      field.value = 'Sotto was here.';
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
    return { text: 'Sotto was here.' };
  },
};

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
Object.defineProperty(window, 'sotto', {
  value: {
    platform: options.platform ?? 'linux',
    pathForFile: (file: File) => `/home/you/${file.name}`,
    on: (name, listener) => {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => void set.delete(listener);
    },
    rpc: async (name, input): Promise<Outcome<unknown>> => {
      calls.push({ name, input });
      if (options.delayMs) await wait(options.delayMs);
      const refused = refusals.get(name);
      refusals.delete(name);
      if (refused) return { ok: false, error: refused };
      try {
        const handler = handlers[name as CommandName];
        return { ok: true, value: structuredClone(handler?.(input as never) ?? null) };
      } catch (thrown) {
        if (thrown instanceof Refusal) return { ok: false, error: thrown.report };
        throw thrown;
      }
    },
  } satisfies Bridge,
});

window.fake = {
  calls,
  emit,
  state: setState,
  jobs: (next) => {
    jobs = next;
    emit('files', { jobs });
  },
  refuse: (name, error) => void refusals.set(name, error),
  takes: () => takes,
  settings: () => settings,
  readyAt: performance.now(),
  add: (take) => {
    const made = { ...fakeTake(0, takeOptions), ...take };
    setTakes([made, ...takes.filter(({ id }) => id !== made.id)], [made.id]);
  },
};
