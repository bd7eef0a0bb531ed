// The Doctor: every part of the way of a take is tried, from the recorder to the cursor, and each answer says what was
// found, by name and with its facts, and what mends it. The same checks for the window and for `sotto doctor --json`.
// Nothing secret is in a finding: no token, no account id, no e-mail.
import { constants } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import { errorReport, toAppError } from '../contract/app-error.ts';
import type { CheckName, Diagnosis, DiagnosisFacts } from '../contract/doctor.ts';
import type { FindingName } from '../contract/doctor-words.ts';
import { errorFacts } from '../contract/error-table.ts';
import type { AccountState, HotkeyState, Microphone } from '../contract/state.ts';
import type { StageTiming } from '../takes/timing-stats.ts';
import { stageCheck } from './stage-check.ts';

export interface MicrophoneSample {
  readonly recorder: string;
  readonly device: string;
  readonly firstSampleMs: number;
  readonly peakDbfs: number;
  readonly digitalSilence: boolean;
}

export interface DoctorPorts {
  readonly recorders: () => readonly string[];
  readonly microphones: () => Promise<readonly Microphone[]>;
  /** Opens the microphone for about a second; throws AppError. */
  readonly listen: (signal: AbortSignal) => Promise<MicrophoneSample>;
  /** Null: there is no running app to ask (command line without it). */
  readonly hotkey: () => HotkeyState | null;
  /** Writes to the clipboard and back; throws AppError. Null: no desktop here. */
  readonly clipboard: (() => Promise<{ readonly tool: string; readonly ms: number }>) | null;
  /** How text would be inserted here. Null: no desktop here. */
  readonly insertion: (() => Promise<{ readonly way: string; readonly works: boolean }>) | null;
  readonly session: { readonly kind: string; readonly desktop: string };
  readonly account: () => Promise<AccountState>;
  /** A small request with the login; throws AppError. */
  readonly reach: (signal: AbortSignal) => Promise<{ readonly ms: number }>;
  readonly proxy: () => string;
  readonly upstreamHost: string;
  readonly dataFolder: string;
  /** Stages of the last 100 takes that ended in text. */
  readonly timings: () => readonly StageTiming[];
  readonly versions: Readonly<Record<string, string>>;
}

const checkTimeoutMs = 15_000;

/** All checks, in the order of a take's way. None of them throws; one that hangs is `unknown`. */
export async function diagnose(ports: DoctorPorts): Promise<Diagnosis[]> {
  const reach = attempt('upstream', (signal) => upstream(ports, signal));
  return await Promise.all([
    attempt('recorder', async () => recorder(ports)),
    attempt('microphone', (signal) => microphone(ports, signal)),
    attempt('hotkey', async () => hotkey(ports)),
    attempt('insertion', () => insertion(ports)),
    attempt('clipboard', () => clipboard(ports)),
    attempt('session', async () => session(ports)),
    attempt('login', () => login(ports)),
    reach,
    reach.then(challenge),
    attempt('proxy', async () => proxy(ports)),
    attempt('disk', () => disk(ports)),
    attempt('timings', async () => stageCheck(ports.timings())),
    attempt('versions', async () => versions(ports)),
  ]);
}

const ok = (check: CheckName, finding: FindingName, facts?: DiagnosisFacts): Diagnosis => ({
  check,
  state: 'ok',
  finding,
  ...(facts ? { facts } : {}),
});

/** What an error says: its code is a fact, its words are the error's. */
function failed(
  check: CheckName,
  state: Diagnosis['state'],
  error: NonNullable<Diagnosis['error']>,
  facts: DiagnosisFacts = {},
): Diagnosis {
  const { mend } = errorFacts(error.code);
  return { check, state, finding: 'error', error, mend, facts: { ...facts, code: error.code } };
}

async function attempt(check: CheckName, look: (signal: AbortSignal) => Promise<Diagnosis>): Promise<Diagnosis> {
  const timeout = AbortSignal.timeout(checkTimeoutMs);
  const late = new Promise<Diagnosis>((resolve) => {
    const after = (): void =>
      resolve({ check, state: 'unknown', finding: 'no_answer', facts: { seconds: checkTimeoutMs / 1000 } });
    timeout.addEventListener('abort', after, { once: true });
  });
  const looked = async (): Promise<Diagnosis> => {
    try {
      return await look(timeout);
    } catch (thrown) {
      return failed(check, 'problem', errorReport(toAppError(thrown)));
    }
  };
  return await Promise.race([looked(), late]);
}

function recorder(ports: DoctorPorts): Diagnosis {
  const found = ports.recorders();
  if (found[0]) return ok('recorder', 'recorder_found', { recorder: found[0], found: found.join(', ') });
  return { check: 'recorder', state: 'warning', finding: 'recorder_is_window', mend: 'install-recorder' };
}

async function microphone(ports: DoctorPorts, signal: AbortSignal): Promise<Diagnosis> {
  const sample = await ports.listen(signal);
  const facts = {
    device: sample.device,
    recorder: sample.recorder,
    firstSampleMs: Math.round(sample.firstSampleMs),
    peakDbfs: Math.round(sample.peakDbfs),
  };
  if (!sample.digitalSilence) return ok('microphone', 'microphone_hears', facts);
  return { check: 'microphone', state: 'problem', finding: 'microphone_silent', mend: 'choose-microphone', facts };
}

function hotkey(ports: DoctorPorts): Diagnosis {
  const state = ports.hotkey();
  if (!state) return { check: 'hotkey', state: 'unknown', finding: 'hotkey_unknown' };
  const facts = { key: state.accelerator, works: state.works };
  if (state.error) return failed('hotkey', state.works === 'none' ? 'problem' : 'warning', state.error, facts);
  return ok('hotkey', state.works === 'hold' ? 'hotkey_holds' : 'hotkey_taps', facts);
}

async function insertion(ports: DoctorPorts): Promise<Diagnosis> {
  if (!ports.insertion) return { check: 'insertion', state: 'unknown', finding: 'no_desktop' };
  const { way, works } = await ports.insertion();
  if (works) return ok('insertion', 'insertion_pastes', { way });
  return { check: 'insertion', state: 'warning', finding: 'insertion_copies', mend: 'none', facts: { way } };
}

async function clipboard(ports: DoctorPorts): Promise<Diagnosis> {
  if (!ports.clipboard) return { check: 'clipboard', state: 'unknown', finding: 'clipboard_unknown' };
  const { tool, ms } = await ports.clipboard();
  return ok('clipboard', 'clipboard_works', { tool, ms: Math.round(ms) });
}

function session(ports: DoctorPorts): Diagnosis {
  const { kind, desktop } = ports.session;
  return ok('session', 'session_is', { session: desktop ? `${kind}, ${desktop}` : kind, kind, desktop });
}

async function login(ports: DoctorPorts): Promise<Diagnosis> {
  const account = await ports.account();
  if (account.kind === 'practice')
    return { check: 'login', state: 'warning', finding: 'login_practice', mend: 'sign-in' };
  if (account.kind === 'signed-out')
    return { check: 'login', state: 'problem', finding: 'login_missing', mend: 'sign-in' };
  if (account.error) return failed('login', 'problem', account.error);
  const facts = { mode: account.kind };
  return account.plan
    ? ok('login', 'login_with_plan', { ...facts, plan: account.plan })
    : ok('login', 'login_works', facts);
}

async function upstream(ports: DoctorPorts, signal: AbortSignal): Promise<Diagnosis> {
  const { ms } = await ports.reach(signal);
  return ok('upstream', 'upstream_answers', { host: ports.upstreamHost, ms: Math.round(ms) });
}

function challenge(reached: Diagnosis): Diagnosis {
  if (reached.error?.code === 'upstream_challenge') return { ...reached, check: 'challenge' };
  if (reached.state === 'ok') return ok('challenge', 'challenge_none');
  return { check: 'challenge', state: 'unknown', finding: 'challenge_unknown' };
}

function proxy(ports: DoctorPorts): Diagnosis {
  const used = ports.proxy();
  return used === '' ? ok('proxy', 'proxy_none') : ok('proxy', 'proxy_used', { proxy: used });
}

async function disk(ports: DoctorPorts): Promise<Diagnosis> {
  try {
    await mkdir(ports.dataFolder, { recursive: true, mode: 0o700 });
    await access(ports.dataFolder, constants.W_OK);
  } catch {
    return { check: 'disk', state: 'problem', finding: 'disk_read_only', facts: { folder: ports.dataFolder } };
  }
  const { bavail, bsize } = await statfs(ports.dataFolder);
  const freeMb = Math.floor((bavail * bsize) / 1_000_000);
  const free = freeMb >= 10_000 ? `${Math.round(freeMb / 1000)} GB` : `${freeMb} MB`;
  const facts = { free, freeMb };
  if (freeMb >= 500) return ok('disk', 'disk_free', facts);
  return { check: 'disk', state: freeMb < 50 ? 'problem' : 'warning', finding: 'disk_low', mend: 'free-disk', facts };
}

function versions(ports: DoctorPorts): Diagnosis {
  const named = Object.entries(ports.versions).map(([name, version]) => `${name} ${version}`);
  return ok('versions', 'versions', { ...ports.versions, versions: named.join(', ') });
}
