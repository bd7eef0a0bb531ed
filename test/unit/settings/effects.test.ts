// No setting that does nothing: each one is named here with the test that shows its effect, and that test must exist. A new
// setting does not compile before it has one. What takes little is shown here itself.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createCues } from '../../../src-main/app/cues.ts';
import { AppError, errorReport } from '../../../src-main/contract/app-error.ts';
import {
  defaultSettings,
  type Settings,
  type SettingsSection,
  settingsSchema,
} from '../../../src-main/contract/settings.ts';
import { type AppState, initialState } from '../../../src-main/contract/state.ts';
import { FailureNotifier, type SystemNotification } from '../../../src-main/desktop/failure-notifier.ts';
import { DictationKeys } from '../../../src-main/hotkeys/dictation-keys.ts';
import { StateStore } from '../../../src-main/lib/state-store.ts';
import { errorsDe } from '../../../src-renderer/words/errors-de.ts';
import { errorsEn } from '../../../src-renderer/words/errors-en.ts';

interface Proof {
  /** From test/. */
  readonly file: string;
  /** Words of a test's title; for the running app, of its list of settings. */
  readonly says: string;
}
type Proofs = { readonly [S in SettingsSection]: { readonly [K in keyof Settings[S]]: Proof } };

const at = (file: string, says: string): Proof => ({ file, says });
const inApp = (setting: string): Proof => at('e2e/settings.spec.ts', `'${setting}'`);
const gesture = (says: string): Proof => at('unit/hotkeys/gesture.test.ts', says);
const retention = (says: string): Proof => at('unit/takes/retention.test.ts', says);
const here = (says: string): Proof => at('unit/settings/effects.test.ts', says);

const proofs: Proofs = {
  dictation: {
    mode: gesture('toggle mode ignores releases'),
    tapMs: gesture('a tap starts hands-free'),
    doubleTapLock: gesture('with double-tap lock'),
    escape: inApp('dictation.escape'),
    language: inApp('dictation.language'),
    postRollMs: at('unit/audio/post-roll.test.ts', 'stops with the first block when it is switched off'),
    keepOpenSeconds: inApp('dictation.keepOpenSeconds'),
    segments: at('unit/audio/listener.test.ts', 'segments: false'),
    pauseMedia: inApp('dictation.pauseMedia'),
    cues: here('cues sound from the next moment on'),
    cueVolume: here('cues sound from the next moment on'),
  },
  microphone: {
    device: inApp('microphone.device'),
    sampleRate: inApp('microphone.sampleRate'),
    recorder: inApp('microphone.recorder'),
  },
  hotkeys: { dictate: inApp('hotkeys.dictate'), pasteLast: here('a second key pastes the last text') },
  insertion: {
    method: inApp('insertion.method'),
    restoreClipboard: at('unit/insertion/inserter-clipboard.test.ts', 'stays ours when the setting says so'),
    keepOutOfClipboardHistory: at('unit/insertion/x11-insertion.test.ts', 'keepOutOfHistory'),
    trailingSpace: inApp('insertion.trailingSpace'),
    terminals: at('unit/insertion/plan.test.ts', 'of a terminal follows the list in the settings'),
    rules: at('unit/insertion/plan.test.ts', 'of a rule wins over every list'),
  },
  history: {
    audioDays: retention('audio goes after its days'),
    textDays: retention('text goes after its days'),
    discardedDays: retention('discarded takes go after their own days'),
    audioMegabytes: retention('above a size or number'),
    audioTakes: retention('above a size or number'),
    keep: inApp('history.keep'),
  },
  account: {
    practice: inApp('account.practice'),
    proxy: at('unit/app/open-codex.test.ts', 'counts for the very next request'),
    apiKeyModel: at('unit/app/open-codex.test.ts', 'reaches the service as it is set when the request is made'),
  },
  server: {
    enabled: inApp('server.enabled'),
    port: inApp('server.port'),
    origins: inApp('server.origins'),
    storeTakes: inApp('server.storeTakes'),
    concurrency: inApp('server.concurrency'),
    maxUploadMegabytes: inApp('server.maxUploadMegabytes'),
  },
  appearance: {
    theme: inApp('appearance.theme'),
    locale: inApp('appearance.locale'),
    overlay: inApp('appearance.overlay'),
    notifications: here('a failed take is told by the system'),
  },
  app: {
    openAtLogin: inApp('app.openAtLogin'),
    updates: at('unit/updates/updates.test.ts', ''),
    onboarded: at('ui/keyboard-history.spec.ts', 'onboarded: true'),
  },
};

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('every setting', () => {
  const all = Object.entries(settingsSchema.parse({})).flatMap(([section, values]) =>
    Object.keys(values).map((key) => [section, key] as const),
  );

  it.each(all)('%s.%s has an effect that a test shows', (section, key) => {
    const table: Readonly<Record<string, Readonly<Record<string, Proof>>>> = proofs;
    const { file, says } = table[section]?.[key] ?? at('', '');
    const path = join(import.meta.dirname, '../..', file);
    expect(existsSync(path), file).toBe(true);
    expect(readFileSync(path, 'utf8')).toContain(says);
  });
});

it('cues sound from the next moment on, as loud as they are set', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cues-'));
  folders.push(folder);
  const heard = join(folder, 'heard');
  writeFileSync(join(folder, 'paplay'), `#!/bin/sh\necho "$1" >> '${heard}'\n`);
  chmodSync(join(folder, 'paplay'), 0o755);
  const settings = new StateStore<Settings>(defaultSettings);
  const surroundings = { env: { PATH: folder }, platform: 'linux', bundle: folder } as const;
  const cues = createCues({ ...surroundings, arch: 'x64', version: '0', loginKeeper: null }, () => settings.get());
  const played = (): string => (existsSync(heard) ? readFileSync(heard, 'utf8') : '');
  const set = (dictation: Partial<Settings['dictation']>): void =>
    settings.update((now) => ({
      ...now,
      dictation: { ...now.dictation, ...dictation },
      appearance: { ...now.appearance, overlay: 'off' }, // else the pill plays them
    }));
  cues.play('start');
  set({ cues: 'on', cueVolume: 0.5 });
  cues.play('start');
  await expect.poll(played).toBe('--volume=32768\n');
  set({ cueVolume: 1 });
  cues.play('stop');
  await expect.poll(played).toBe('--volume=32768\n--volume=65536\n');
});

it('a cue that can\u2019t be played is silence, even when no program can be started at all', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cues-'));
  folders.push(folder);
  writeFileSync(join(folder, 'paplay'), '#!/bin/sh\n');
  chmodSync(join(folder, 'paplay'), 0o755);
  const env = { PATH: folder, TOO_LONG: 'x'.repeat(200_000) }; // the system starts nothing with that
  const surroundings = { env, platform: 'linux', bundle: folder } as const;
  const cues = createCues({ ...surroundings, arch: 'x64', version: '0', loginKeeper: null }, () => ({
    ...defaultSettings,
    dictation: { ...defaultSettings.dictation, cues: 'on' },
    appearance: { ...defaultSettings.appearance, overlay: 'off' },
  }));
  const unhandled: unknown[] = [];
  const note = (thrown: unknown): void => void unhandled.push(thrown);
  process.on('unhandledRejection', note);
  try {
    cues.play('start');
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('unhandledRejection', note);
  }
  expect(unhandled).toEqual([]);
});

it('a second key pastes the last text, as soon as it is set and until it is taken away', async () => {
  const grabbed = new Map<string, () => void>();
  let pasted = 0;
  let now = 0;
  await using keys = new DictationKeys({
    platform: 'linux',
    grabber: {
      grab: (accelerator, onPress) => {
        grabbed.set(accelerator, onPress);
        return true;
      },
      release: (accelerator) => void grabbed.delete(accelerator),
    },
    launcher: null,
    portal: null,
    settings: () => defaultSettings.dictation,
    listening: () => false,
    onIntent: () => undefined,
    onPasteLast: () => (pasted += 1),
    onState: () => undefined,
    now: () => now,
  });
  const press = (): void => {
    now += 10_000;
    grabbed.get('Control+Alt+F8')?.();
  };
  keys.use({ dictate: 'F9', pasteLast: '' });
  press();
  keys.use({ dictate: 'F9', pasteLast: 'Control+Alt+F8' });
  press();
  expect(pasted).toBe(1);
  keys.suspend(true); // a key is being recorded
  expect([...grabbed.keys()]).toEqual([]);
  keys.suspend(false);
  keys.suspend(false); // its window is gone as well
  press();
  expect(pasted).toBe(2);
  expect([...grabbed.keys()].sort()).toEqual(['Control+Alt+F8', 'F9']);
  keys.use({ dictate: 'F9', pasteLast: '' });
  press();
  expect(pasted).toBe(2);
});

it('a failed take is told by the system, once, in the language of the moment, unless it is not to be', () => {
  const shown: SystemNotification[] = [];
  const clicked: (string | undefined)[] = [];
  const notifier = new FailureNotifier(
    (notification) => void shown.push(notification),
    (takeId) => void clicked.push(takeId),
  );
  const error = errorReport(new AppError('quota_exhausted', 'The 5 hour window is used up.'));
  const failed = (): AppState => ({
    ...initialState('0'),
    notice: { kind: 'failed', takeId: 'one', error, mendsItself: false },
  });
  const first = failed();
  notifier.follow(first, 'en', true);
  notifier.follow({ ...first, queued: 1 }, 'en', true);
  notifier.follow(failed(), 'de', false);
  notifier.follow(failed(), 'de', true);
  expect(shown.map(({ title, body }) => [title, body])).toEqual([
    [errorsEn.quota_exhausted.title, 'The 5 hour window is used up. The recording is kept in History.'],
    [errorsDe.quota_exhausted.title, `${errorsDe.quota_exhausted.hint} Die Aufnahme bleibt im Verlauf.`],
  ]);
  shown[0]?.onClick();
  expect(clicked).toEqual(['one']);
});
