// The defaults, to know which settings were changed. The page takes no values from the contract (its schema library would
// come with them); a test holds these against the schema's own defaults.
import type { Settings } from '../../../src-main/contract/settings.ts';

/** The list of terminals is long and grows with versions: it can always be put back. */
export const defaultSettings: Omit<Settings, 'insertion'> & {
  readonly insertion: Omit<Settings['insertion'], 'terminals'>;
} = {
  dictation: {
    mode: 'auto',
    tapMs: 350,
    doubleTapLock: false,
    escape: 'single',
    language: '',
    postRollMs: 250,
    keepOpenSeconds: 0,
    segments: true,
    pauseMedia: false,
    cues: 'off',
    cueVolume: 0.4,
  },
  microphone: { device: '', sampleRate: 16000, recorder: 'auto' },
  hotkeys: { dictate: 'default', pasteLast: '' },
  insertion: {
    method: 'paste',
    restoreClipboard: true,
    keepOutOfClipboardHistory: true,
    trailingSpace: false,
    rules: [],
  },
  history: { audioDays: 30, textDays: 0, discardedDays: 7, audioMegabytes: 0, audioTakes: 0, keep: true },
  account: { practice: false, proxy: '', apiKeyModel: 'gpt-4o-mini-transcribe' },
  server: { enabled: false, port: 8788, origins: [], storeTakes: false, concurrency: 16, maxUploadMegabytes: 50 },
  appearance: { theme: 'system', locale: 'system', overlay: 'bottom', notifications: true },
  app: { openAtLogin: false, updates: false, onboarded: false },
};

export function isDefault(section: string, key: string, value: unknown): boolean {
  const defaults: Readonly<Record<string, Readonly<Record<string, unknown>>>> = defaultSettings;
  const known = defaults[section];
  return known !== undefined && key in known && JSON.stringify(known[key]) === JSON.stringify(value);
}
