// The words of tray and notifications, English and German. The pages have their own dictionary; both follow the words
// table of the look. PURE.
import type { ErrorCode } from '../contract/error-table.ts';

const en = {
  ready: 'Ready',
  readyHold: 'Ready, hold {key}',
  readyTap: 'Ready, press {key}',
  practice: 'Practice',
  opening: 'Opening microphone',
  recording: 'Recording {time}',
  recordingInto: 'Recording {time} into {target}',
  transcribing: 'Sending',
  inserting: 'Pasting',
  start: 'Start dictation',
  finish: 'Finish',
  discard: 'Discard',
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
} as const;

export type Words = { readonly [K in keyof typeof en]: string };

const de: Words = {
  ready: 'Bereit',
  readyHold: 'Bereit, {key} halten',
  readyTap: 'Bereit, {key} dr\u00fccken',
  practice: '\u00dcben',
  opening: 'Mikrofon wird ge\u00f6ffnet',
  recording: 'Aufnahme {time}',
  recordingInto: 'Aufnahme {time} f\u00fcr {target}',
  transcribing: 'Wird gesendet',
  inserting: 'Wird eingef\u00fcgt',
  start: 'Diktat beginnen',
  finish: 'Fertig',
  discard: 'Verwerfen',
  copyLast: 'Letzten Text kopieren',
  pasteLast: 'Letzten Text einf\u00fcgen',
  retryLast: 'Letzte Aufnahme noch einmal senden',
  signInRetry: 'Anmelden und letzte Aufnahme senden',
  microphone: 'Mikrofon: {name}',
  systemDefault: 'Standard des Systems',
  testInDoctor: 'Im Doctor pr\u00fcfen',
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
  doctor: 'Doctor',
  doctorRepair: 'Doctor: {count} zu beheben',
  updateThere: 'Sotto {version} ist da',
  updateReady: 'Sotto {version} kann installiert werden',
  quit: 'Sotto beenden',
  takeKept: 'Die Aufnahme bleibt im Verlauf.',
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

const notificationTitles: Readonly<Record<Locale, Partial<Record<ErrorCode, string>> & { readonly other: string }>> = {
  en: {
    not_signed_in: 'Not signed in',
    login_expired: 'Your sign-in has expired',
    network: 'No network',
    connect_timeout: 'No network',
    upstream_timeout: 'ChatGPT did not answer in time',
    upstream_challenge: 'The network was challenged',
    upstream_error: 'ChatGPT could not transcribe',
    rate_limited: 'Too many requests',
    quota_exhausted: 'The usage window is used up',
    recorder_missing: 'No recorder program',
    recorder_died: 'The microphone stopped',
    microphone_missing: 'No microphone',
    clipboard_failed: 'The clipboard can\u2019t be used',
    other: 'A take needs you',
  },
  de: {
    not_signed_in: 'Nicht angemeldet',
    login_expired: 'Die Anmeldung ist abgelaufen',
    network: 'Kein Netz',
    connect_timeout: 'Kein Netz',
    upstream_timeout: 'ChatGPT hat nicht rechtzeitig geantwortet',
    upstream_challenge: 'Das Netz wurde abgewiesen',
    upstream_error: 'ChatGPT konnte nicht umschreiben',
    rate_limited: 'Zu viele Anfragen',
    quota_exhausted: 'Das Kontingent ist aufgebraucht',
    recorder_missing: 'Kein Aufnahmeprogramm',
    recorder_died: 'Das Mikrofon hat aufgeh\u00f6rt',
    microphone_missing: 'Kein Mikrofon',
    clipboard_failed: 'Die Zwischenablage geht nicht',
    other: 'Eine Aufnahme braucht dich',
  },
};

export function notificationTitle(code: ErrorCode, locale: Locale): string {
  return notificationTitles[locale][code] ?? notificationTitles[locale].other;
}
