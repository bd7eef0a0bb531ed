// The words of tray, notifications and dialogs, English and German. The pages have their own dictionary; the errors are
// said in the same words everywhere. PURE.
import { errorsDe } from '../../src-renderer/words/errors-de.ts';
import { type ErrorWords, errorsEn } from '../../src-renderer/words/errors-en.ts';
import type { ErrorReport } from '../contract/app-error.ts';

const en = {
  ready: 'Ready',
  readyHold: 'Ready, hold {key}',
  readyTap: 'Ready, press {key}',
  signedOut: 'Not signed in',
  signIn: 'Sign in',
  practice: 'Practice',
  opening: 'Opening microphone',
  recording: 'Recording {time}',
  recordingInto: 'Recording {time} into {target}',
  transcribing: 'Sending',
  inserting: 'Pasting',
  start: 'Start dictation',
  finish: 'Finish',
  discard: 'Discard',
  dontKeep: 'Don\u2019t keep this one',
  copyLast: 'Copy last text',
  pasteLast: 'Paste last text',
  retryLast: 'Retry last take',
  signInRetry: 'Sign in and retry last take',
  microphone: 'Microphone: {name}',
  systemDefault: 'System default',
  testInDoctor: 'Test in Doctor',
  microphoneOpen: 'microphone is open',
  closeMicrophone: 'Close microphone',
  serverOn: 'Server: on, {address}',
  serverOff: 'Server: off',
  serverFailed: 'Server: not running',
  turnOn: 'Turn on',
  turnOff: 'Turn off',
  copyKey: 'Copy key',
  history: 'History',
  settings: 'Settings',
  doctor: 'Doctor',
  doctorRepair: 'Doctor: {count} to mend',
  updateThere: 'Sotto {version} is there',
  updateReady: 'Sotto {version} is ready to install',
  quit: 'Quit Sotto',
  takeKept: 'The recording is kept in History.',
  crashed: 'Sotto met a fault and has stopped.',
  crashedDetail: 'Your recordings are kept. Nothing was sent anywhere.',
  restart: 'Restart',
  close: 'Quit',
  notStarted: 'Sotto could not start',
  notStartedDetail: 'Your recordings are safe in Sotto\u2019s data folder.',
} as const;

export type Words = { readonly [K in keyof typeof en]: string };

const de: Words = {
  ready: 'Bereit',
  readyHold: 'Bereit, {key} halten',
  readyTap: 'Bereit, {key} dr\u00fccken',
  signedOut: 'Nicht angemeldet',
  signIn: 'Anmelden',
  practice: '\u00dcben',
  opening: 'Mikrofon wird ge\u00f6ffnet',
  recording: 'Aufnahme {time}',
  recordingInto: 'Aufnahme {time} f\u00fcr {target}',
  transcribing: 'Wird gesendet',
  inserting: 'Wird eingef\u00fcgt',
  start: 'Diktat beginnen',
  finish: 'Fertig',
  discard: 'Verwerfen',
  dontKeep: 'Diese nicht behalten',
  copyLast: 'Letzten Text kopieren',
  pasteLast: 'Letzten Text einf\u00fcgen',
  retryLast: 'Letzte Aufnahme noch einmal senden',
  signInRetry: 'Anmelden und letzte Aufnahme senden',
  microphone: 'Mikrofon: {name}',
  systemDefault: 'Standard des Systems',
  testInDoctor: 'Unter Diagnose pr\u00fcfen',
  microphoneOpen: 'Mikrofon ist offen',
  closeMicrophone: 'Mikrofon schlie\u00dfen',
  serverOn: 'Server: an, {address}',
  serverOff: 'Server: aus',
  serverFailed: 'Server: l\u00e4uft nicht',
  turnOn: 'Einschalten',
  turnOff: 'Ausschalten',
  copyKey: 'Schl\u00fcssel kopieren',
  history: 'Verlauf',
  settings: 'Einstellungen',
  doctor: 'Diagnose',
  doctorRepair: 'Diagnose: {count} zu beheben',
  updateThere: 'Sotto {version} ist da',
  updateReady: 'Sotto {version} kann installiert werden',
  quit: 'Sotto beenden',
  takeKept: 'Die Aufnahme bleibt im Verlauf.',
  crashed: 'Sotto ist auf einen Fehler gesto\u00dfen und wurde beendet.',
  crashedDetail: 'Deine Aufnahmen bleiben. Nichts wurde gesendet.',
  restart: 'Neu starten',
  close: 'Beenden',
  notStarted: 'Sotto konnte nicht starten',
  notStartedDetail: 'Deine Aufnahmen liegen sicher in Sottos Datenordner.',
};

export type Locale = 'en' | 'de';

export const words: Readonly<Record<Locale, Words>> = { en, de };

/** @param system BCP 47 tags in the user's order. */
export function chooseLocale(setting: 'system' | Locale, system: readonly string[]): Locale {
  if (setting !== 'system') return setting;
  return system[0]?.toLowerCase().startsWith('de') ? 'de' : 'en';
}

export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
}

/** Accelerators as people write them: "Ctrl+Alt+Space", "\u2303\u2325Space" on a Mac. */
export function keyName(accelerator: string, platform: NodeJS.Platform, locale: Locale): string {
  const mac: Readonly<Record<string, string>> = {
    Control: '\u2303',
    Ctrl: '\u2303',
    Alt: '\u2325',
    Option: '\u2325',
    Shift: '\u21e7',
    Command: '\u2318',
    Cmd: '\u2318',
    Super: '\u2318',
    Meta: '\u2318',
  };
  const german: Readonly<Record<string, string>> = {
    Control: 'Strg',
    Ctrl: 'Strg',
    Shift: 'Umschalt',
    Space: 'Leertaste',
  };
  const parts = accelerator.split('+').map((part) => {
    if (platform === 'darwin') return mac[part] ?? part;
    if (locale === 'de') return german[part] ?? part;
    return part === 'Control' ? 'Ctrl' : part;
  });
  return parts.join(platform === 'darwin' ? '' : '+');
}

const errors: Readonly<Record<Locale, ErrorWords>> = { en: errorsEn, de: errorsDe };

export interface SpokenError {
  /** A few words: "Your sign-in has expired". */
  readonly title: string;
  /** One sentence. English names the file or the device; other languages say what to do. */
  readonly sentence: string;
}

/** An error as tray and notifications say it. */
export function spokenError(report: ErrorReport, locale: Locale): SpokenError {
  const { title, hint } = errors[locale][report.code];
  return { title, sentence: locale === 'en' ? report.message : hint };
}
