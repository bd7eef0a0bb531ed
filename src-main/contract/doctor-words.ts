// The Doctor's findings in English, for the command line, the copied report and the pages. PURE.
import type { Diagnosis } from './doctor.ts';

/** A sentence on what was found, and one on what to do where it isn't fine. `{names}` are facts. */
export interface FindingWords {
  readonly found: string;
  readonly advice?: string;
}

const waits = 'From key-up to text: {half} at the median, {most} at the 95th percentile (last {takes}).';

export const findingsEn = {
  recorder_found: { found: 'Recording with {recorder}.' },
  recorder_is_window: {
    found: 'No recorder program is installed; the microphone is opened by a hidden window.',
    advice: 'Install pipewire-bin, pulseaudio-utils, alsa-utils or sox for a faster start.',
  },
  microphone_hears: { found: '{device}: first sample after {firstSampleMs} ms, peak {peakDbfs} dBFS.' },
  microphone_silent: {
    found: '{device} delivers digital silence: it is muted, or it is not the one that you speak into.',
    advice: 'Unmute it or choose another microphone.',
  },
  hotkey_holds: { found: '{key} can be held and tapped.' },
  hotkey_taps: { found: '{key} can be tapped.' },
  hotkey_unknown: {
    found: 'The key can only be checked in the running app.',
    advice: 'Start Sotto and look in Doctor.',
  },
  insertion_pastes: { found: 'Text is inserted by {way}.' },
  insertion_copies: {
    found: 'Text can only be copied here; you paste it yourself.',
    advice: 'On Wayland install wtype (Sway, Hyprland) or allow the desktop\u2019s portal.',
  },
  no_desktop: { found: 'There is no desktop here to insert into.' },
  clipboard_works: { found: 'Writing and reading back took {ms} ms ({tool}).' },
  clipboard_unknown: { found: 'There is no desktop here with a clipboard.' },
  session_is: { found: '{session}.' },
  login_works: { found: 'Signed in.' },
  login_with_plan: { found: 'Signed in, plan {plan}.' },
  login_practice: { found: 'Practice mode: nothing is transcribed for real.', advice: 'Sign in to dictate.' },
  login_missing: { found: 'Nobody is signed in.', advice: 'Sign in with ChatGPT.' },
  upstream_answers: { found: '{host} answered in {ms} ms.' },
  challenge_none: { found: 'The network is not challenged.' },
  challenge_unknown: { found: 'Not known while the service is not reached.' },
  proxy_none: { found: 'No proxy is used.' },
  proxy_used: { found: '{proxy}' },
  disk_read_only: {
    found: '{folder} can\u2019t be written, so no recording can be kept.',
    advice: 'Make it writable, or set SOTTO_HOME to a folder that is.',
  },
  disk_free: { found: '{free} are free for recordings.' },
  disk_low: { found: '{free} are free for recordings.', advice: 'Free some space.' },
  timings_none: { found: 'Nothing was dictated yet.' },
  timings_are: { found: waits },
  timings_slow: { found: waits, advice: 'See the stages of single takes in History.' },
  timings_slow_service: { found: waits, advice: 'Most of it is the service\u2019s own time.' },
  timings_slow_upload: { found: waits, advice: 'Most of it is the upload; a faster line helps.' },
  versions: { found: '{versions}' },
  /** Said by the error that comes with it. */
  error: { found: '' },
  no_answer: { found: 'No answer within {seconds} seconds.', advice: 'Run the check again.' },
} as const satisfies Readonly<Record<string, FindingWords>>;

export type FindingName = keyof typeof findingsEn;
export type Findings = { readonly [N in FindingName]: FindingWords };

/** In English: what was found, and what to do where something is to be done. */
export function diagnosisWords({ finding, error, facts = {} }: Diagnosis): FindingWords {
  if (error) return { found: error.message, advice: error.hint };
  const { found, advice }: FindingWords = findingsEn[finding];
  const sentence = found.replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole));
  return { found: sentence, ...(advice === undefined ? {} : { advice }) };
}
