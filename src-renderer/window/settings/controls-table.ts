// Every setting and the control that sets it. The type demands one for each key of the schema, so a new setting without a
// control does not compile.
import type { Settings, SettingsSection } from '../../../src-main/contract/settings.ts';
import { platform } from '../../parts/bridge.ts';
import { lookUp, type Word } from '../../words/words.ts';

export interface Named {
  readonly label: Word;
  readonly hint?: Word;
  /** Where macOS does it in another way. */
  readonly macHint?: Word;
}
export type Control<T> = Named &
  (
    | { readonly kind: 'switch'; readonly inverted?: boolean }
    | { readonly kind: 'segments'; readonly options: readonly (readonly [T, Word])[] }
    | { readonly kind: 'pick'; readonly options: readonly T[]; readonly name: OptionName }
    | {
        readonly kind: 'number';
        readonly min: number;
        readonly max: number;
        readonly step: number;
        readonly unit: Word;
      }
    /** `rule`: what is said of a value that can't be used. */
    | { readonly kind: 'text'; readonly hintText: string; readonly maxLength: number; readonly rule: Word }
    | { readonly kind: 'lines'; readonly hintText: string; readonly rule: Word }
    /** Drawn by a component of its own. */
    | { readonly kind: 'own' }
  );

/** How the options of a pick are called; the words need the language, so the row looks them up. */
export type OptionName = 'days' | 'seconds' | 'megabytes' | 'takes' | 'language' | 'recorder';

type Table = { readonly [S in SettingsSection]: { readonly [K in keyof Settings[S]]: Control<Settings[S][K]> } };

/** ISO 639-1; the service knows more, the common ones are offered. */
export const languages = [
  '', 'ar', 'bg', 'ca', 'cs', 'da', 'de', 'el', 'en', 'es', 'et', 'fa', 'fi', 'fr', 'he', 'hi', 'hr', 'hu', 'id', 'it', 'ja', 'ko', 'lt', 'lv', 'ms',
  'nl', 'no', 'pl', 'pt', 'ro', 'ru', 'sk', 'sl', 'sr', 'sv', 'th', 'tr', 'uk', 'vi', 'zh',
]; // biome-ignore format: a list of codes reads better in lines

export const controls = {
  dictation: {
    language: { kind: 'pick', label: 'setLanguage', hint: 'setLanguageHint', options: languages, name: 'language' },
    mode: {
      kind: 'segments',
      label: 'setMode',
      hint: 'setModeHint',
      options: [
        ['auto', 'optTapOrHold'],
        ['hold', 'optHoldOnly'],
        ['toggle', 'optToggleOnly'],
      ],
    },
    tapMs: { kind: 'number', label: 'setTap', hint: 'setTapHint', min: 100, max: 2000, step: 50, unit: 'milliseconds' },
    doubleTapLock: { kind: 'switch', label: 'setDoubleTap', hint: 'setDoubleTapHint' },
    escape: {
      kind: 'segments',
      label: 'setEscape',
      hint: 'setEscapeHint',
      options: [
        ['off', 'off'],
        ['single', 'optOnce'],
        ['double', 'optTwice'],
      ],
    },
    postRollMs: {
      kind: 'number',
      label: 'setPostRoll',
      hint: 'setPostRollHint',
      min: 0,
      max: 1000,
      step: 50,
      unit: 'milliseconds',
    },
    keepOpenSeconds: {
      kind: 'pick',
      label: 'setKeepOpen',
      hint: 'setKeepOpenHint',
      options: [0, 10, 30, 60, 300, 600],
      name: 'seconds',
    },
    segments: { kind: 'switch', label: 'setSegments', hint: 'setSegmentsHint' },
    pauseMedia: {
      kind: 'switch',
      label: 'setPauseMedia',
      hint: 'setPauseMediaHint',
      macHint: 'setPauseMediaHintMac',
    },
    cues: { kind: 'own', label: 'setCues', hint: 'setCuesHint' },
    cueVolume: { kind: 'own', label: 'setCues', hint: 'setCuesHint' },
  },
  microphone: {
    device: { kind: 'own', label: 'microphone', hint: 'setDeviceHint' },
    sampleRate: {
      kind: 'segments',
      label: 'setSampleRate',
      hint: 'setSampleRateHint',
      options: [
        [16000, 'opt16'],
        [24000, 'opt24'],
      ],
    },
    recorder: {
      kind: 'pick',
      label: 'setRecorder',
      hint: 'setRecorderHint',
      options: ['auto', 'pw-record', 'parecord', 'arecord', 'sox', 'window'],
      name: 'recorder',
    },
  },
  hotkeys: {
    dictate: { kind: 'own', label: 'setDictate', hint: 'setDictateHint' },
    pasteLast: { kind: 'own', label: 'setPasteLast', hint: 'setPasteLastHint' },
  },
  insertion: {
    method: {
      kind: 'segments',
      label: 'setMethod',
      hint: 'setMethodHint',
      options: [
        ['paste', 'optPaste'],
        ['type', 'optType'],
        ['copy', 'optCopy'],
      ],
    },
    restoreClipboard: { kind: 'switch', label: 'setRestore', hint: 'setRestoreHint' },
    keepOutOfClipboardHistory: { kind: 'switch', label: 'setKeepOut', hint: 'setKeepOutHint' },
    trailingSpace: { kind: 'switch', label: 'setTrailing', hint: 'setTrailingHint' },
    terminals: { kind: 'own', label: 'setTerminals', hint: 'setTerminalsHint' },
    rules: { kind: 'own', label: 'setRules', hint: 'setRulesHint' },
  },
  history: {
    keep: { kind: 'switch', inverted: true, label: 'setKeepNothing', hint: 'setKeepNothingHint' },
    textDays: {
      kind: 'pick',
      label: 'setTextDays',
      hint: 'setTextDaysHint',
      options: [0, 1, 7, 30, 90, 365],
      name: 'days',
    },
    audioDays: {
      kind: 'pick',
      label: 'setAudioDays',
      hint: 'setAudioDaysHint',
      options: [0, 1, 7, 30, 90, 365],
      name: 'days',
    },
    discardedDays: {
      kind: 'pick',
      label: 'setDiscardedDays',
      hint: 'setDiscardedDaysHint',
      options: [1, 3, 7, 14, 30, 90],
      name: 'days',
    },
    audioMegabytes: {
      kind: 'pick',
      label: 'setAudioMegabytes',
      hint: 'setAudioMegabytesHint',
      options: [0, 500, 1000, 5000, 20_000, 100_000],
      name: 'megabytes',
    },
    audioTakes: {
      kind: 'pick',
      label: 'setAudioTakes',
      hint: 'setAudioTakesHint',
      options: [0, 50, 200, 1000, 5000],
      name: 'takes',
    },
  },
  account: {
    practice: { kind: 'own', label: 'setPractice', hint: 'setPracticeHint' },
    proxy: {
      kind: 'text',
      label: 'setProxy',
      hint: 'setProxyHint',
      hintText: 'http://127.0.0.1:3128',
      maxLength: 500,
      rule: 'ruleProxy',
    },
    apiKeyModel: {
      kind: 'text',
      label: 'setApiKeyModel',
      hint: 'setApiKeyModelHint',
      hintText: 'gpt-4o-mini-transcribe',
      rule: 'ruleModel',
      maxLength: 100,
    },
  },
  server: {
    enabled: { kind: 'own', label: 'setServer', hint: 'setServerHint' },
    port: { kind: 'number', label: 'setPort', hint: 'setPortHint', min: 1024, max: 65535, step: 1, unit: 'noUnit' },
    origins: {
      kind: 'lines',
      label: 'setOrigins',
      hint: 'setOriginsHint',
      hintText: 'http://localhost:5173',
      rule: 'ruleOrigins',
    },
    storeTakes: { kind: 'switch', label: 'setStoreTakes', hint: 'setStoreTakesHint' },
    concurrency: {
      kind: 'number',
      label: 'setConcurrency',
      hint: 'setConcurrencyHint',
      min: 1,
      max: 64,
      step: 1,
      unit: 'noUnit',
    },
    maxUploadMegabytes: {
      kind: 'number',
      label: 'setMaxUpload',
      hint: 'setMaxUploadHint',
      min: 1,
      max: 1000,
      step: 1,
      unit: 'megabytesUnit',
    },
  },
  appearance: {
    theme: {
      kind: 'segments',
      label: 'setTheme',
      options: [
        ['system', 'optSystem'],
        ['light', 'optLight'],
        ['dark', 'optDark'],
      ],
    },
    locale: {
      kind: 'segments',
      label: 'setLocale',
      hint: 'setLocaleHint',
      options: [
        ['system', 'optSystem'],
        ['en', 'optEnglish'],
        ['de', 'optGerman'],
      ],
    },
    overlay: {
      kind: 'segments',
      label: 'setOverlay',
      hint: 'setOverlayHint',
      options: [
        ['bottom', 'optBottom'],
        ['top', 'optTop'],
        ['off', 'off'],
      ],
    },
    notifications: { kind: 'switch', label: 'setNotifications', hint: 'setNotificationsHint' },
  },
  app: {
    openAtLogin: { kind: 'switch', label: 'setOpenAtLogin', hint: 'setOpenAtLoginHint' },
    updates: { kind: 'switch', label: 'setUpdates', hint: 'setUpdatesHint' },
    onboarded: { kind: 'own', label: 'firstSteps', hint: 'firstStepsHint' },
  },
} as const satisfies Table;

/** The control of a setting that is named at run time; the pairing of key and type was checked by `Table`. */
export function controlOf(section: SettingsSection, name: string): Control<unknown> {
  const table: Readonly<Record<string, Readonly<Record<string, unknown>>>> = controls;
  const control = table[section]?.[name];
  if (!control) throw new Error(`no control for ${section}.${name}`);
  return control as Control<unknown>; // values go back to the same key that they came from
}

/** In the page's language, for the system that it runs on. */
export function hintOf({ hint, macHint }: Named): string | undefined {
  const word = platform() === 'darwin' && macHint !== undefined ? macHint : hint;
  return word && lookUp(word);
}

/** What is said beside the control of a value that can't be used; undefined where the main process knows better. */
export function ruleOf(control: Control<unknown>): string | undefined {
  if (control.kind === 'number') return lookUp('ruleNumber', { min: control.min, max: control.max });
  return control.kind === 'text' || control.kind === 'lines' ? lookUp(control.rule) : undefined;
}
