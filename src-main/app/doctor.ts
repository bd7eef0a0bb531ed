// The Doctor: every part of the way of a take is tried, from the recorder to the cursor, and each answer says what was
// found, what it means and what mends it. The same checks for the window and for `sotto doctor --json`. Nothing secret
// is in a finding: no token, no account id, no e-mail.
import { statfs } from 'node:fs/promises';
import { toAppError } from '../contract/app-error.ts';
import type { CheckName, Diagnosis } from '../contract/doctor.ts';
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
  readonly insertion:
    | (() => Promise<{ readonly way: string; readonly works: boolean; readonly advice?: string }>)
    | null;
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
    attempt('proxy', async () => ok('proxy', ports.proxy() || 'No proxy is used.')),
    attempt('disk', () => disk(ports)),
    attempt('timings', async () => stageCheck(ports.timings())),
    attempt('versions', async () =>
      ok(
        'versions',
        Object.entries(ports.versions)
          .map(([name, version]) => `${name} ${version}`)
          .join(', '),
        ports.versions,
      ),
    ),
  ]);
}

const ok = (check: CheckName, finding: string, facts?: Diagnosis['facts']): Diagnosis => ({
  check,
  state: 'ok',
  finding,
  ...(facts ? { facts } : {}),
});

async function attempt(check: CheckName, look: (signal: AbortSignal) => Promise<Diagnosis>): Promise<Diagnosis> {
  const timeout = AbortSignal.timeout(checkTimeoutMs);
  const late = new Promise<Diagnosis>((resolve) => {
    const after = (): void =>
      resolve({
        check,
        state: 'unknown',
        finding: `No answer within ${checkTimeoutMs / 1000} seconds.`,
        advice: 'Run the check again.',
      });
    timeout.addEventListener('abort', after, { once: true });
  });
  const look1 = async (): Promise<Diagnosis> => {
    try {
      return await look(timeout);
    } catch (thrown) {
      const error = toAppError(thrown);
      return {
        check,
        state: 'problem',
        finding: error.message,
        advice: error.hint,
        mend: errorFacts(error.code).mend,
        facts: { code: error.code },
      };
    }
  };
  return await Promise.race([look1(), late]);
}

function recorder(ports: DoctorPorts): Diagnosis {
  const found = ports.recorders();
  if (found.length > 0) return ok('recorder', `Recording with ${found[0]}.`, { found: found.join(', ') });
  return {
    check: 'recorder',
    state: 'warning',
    finding: 'No recorder program is installed; the microphone is opened by a hidden window.',
    advice: 'Install pipewire-bin, pulseaudio-utils, alsa-utils or sox for a faster start.',
    mend: 'install-recorder',
  };
}

async function microphone(ports: DoctorPorts, signal: AbortSignal): Promise<Diagnosis> {
  const sample = await ports.listen(signal);
  const facts = {
    device: sample.device,
    recorder: sample.recorder,
    firstSampleMs: Math.round(sample.firstSampleMs),
    peakDbfs: Math.round(sample.peakDbfs),
  };
  if (sample.digitalSilence) {
    return {
      check: 'microphone',
      state: 'problem',
      finding: `${sample.device} delivers digital silence: it is muted, or it is not the one that you speak into.`,
      advice: 'Unmute it or choose another microphone.',
      mend: 'choose-microphone',
      facts,
    };
  }
  return ok(
    'microphone',
    `${sample.device}: first sample after ${facts.firstSampleMs} ms, peak ${facts.peakDbfs} dBFS.`,
    facts,
  );
}

function hotkey(ports: DoctorPorts): Diagnosis {
  const state = ports.hotkey();
  if (!state)
    return {
      check: 'hotkey',
      state: 'unknown',
      finding: 'The key can only be checked in the running app.',
      advice: 'Start Sotto and look in Doctor.',
    };
  if (state.error) {
    return {
      check: 'hotkey',
      state: state.works === 'none' ? 'problem' : 'warning',
      finding: state.error.message,
      advice: state.error.hint,
      mend: errorFacts(state.error.code).mend,
      facts: { key: state.accelerator, works: state.works },
    };
  }
  const how = state.works === 'hold' ? 'can be held and tapped' : 'can be tapped';
  return ok('hotkey', `${state.accelerator} ${how}.`, { key: state.accelerator, works: state.works });
}

async function insertion(ports: DoctorPorts): Promise<Diagnosis> {
  if (!ports.insertion)
    return { check: 'insertion', state: 'unknown', finding: 'There is no desktop here to insert into.' };
  const { way, works, advice } = await ports.insertion();
  if (works) return ok('insertion', `Text is inserted by ${way}.`, { way });
  return {
    check: 'insertion',
    state: 'warning',
    finding: 'Text can only be copied here; you paste it yourself.',
    ...(advice ? { advice } : {}),
    mend: 'none',
    facts: { way },
  };
}

async function clipboard(ports: DoctorPorts): Promise<Diagnosis> {
  if (!ports.clipboard)
    return { check: 'clipboard', state: 'unknown', finding: 'There is no desktop here with a clipboard.' };
  const { tool, ms } = await ports.clipboard();
  return ok('clipboard', `Writing and reading back took ${Math.round(ms)} ms (${tool}).`, { tool, ms: Math.round(ms) });
}

function session(ports: DoctorPorts): Diagnosis {
  const { kind, desktop } = ports.session;
  return ok('session', desktop ? `${kind}, ${desktop}.` : `${kind}.`, { kind, desktop });
}

async function login(ports: DoctorPorts): Promise<Diagnosis> {
  const account = await ports.account();
  if (account.kind === 'practice') {
    return {
      check: 'login',
      state: 'warning',
      finding: 'Practice mode: nothing is transcribed for real.',
      advice: 'Sign in to dictate.',
      mend: 'sign-in',
    };
  }
  if (account.kind === 'signed-out')
    return {
      check: 'login',
      state: 'problem',
      finding: 'Nobody is signed in.',
      advice: 'Sign in with ChatGPT.',
      mend: 'sign-in',
    };
  if (account.error) {
    return {
      check: 'login',
      state: 'problem',
      finding: account.error.message,
      advice: account.error.hint,
      mend: errorFacts(account.error.code).mend,
    };
  }
  return ok('login', `Signed in${account.plan ? `, plan ${account.plan}` : ''}.`, { mode: account.kind });
}

async function upstream(ports: DoctorPorts, signal: AbortSignal): Promise<Diagnosis> {
  const { ms } = await ports.reach(signal);
  return ok('upstream', `${ports.upstreamHost} answered in ${Math.round(ms)} ms.`, { ms: Math.round(ms) });
}

function challenge(reached: Diagnosis): Diagnosis {
  if (reached.facts?.code === 'upstream_challenge') return { ...reached, check: 'challenge' };
  if (reached.state === 'ok') return ok('challenge', 'The network is not challenged.');
  return { check: 'challenge', state: 'unknown', finding: 'Not known while the service is not reached.' };
}

async function disk(ports: DoctorPorts): Promise<Diagnosis> {
  const { bavail, bsize } = await statfs(ports.dataFolder);
  const freeMb = Math.floor((bavail * bsize) / 1_000_000);
  if (freeMb < 500) {
    return {
      check: 'disk',
      state: freeMb < 50 ? 'problem' : 'warning',
      finding: `${freeMb} MB are free for recordings.`,
      advice: 'Free some space.',
      mend: 'free-disk',
      facts: { freeMb },
    };
  }
  return ok(
    'disk',
    `${freeMb >= 10_000 ? `${Math.round(freeMb / 1000)} GB` : `${freeMb} MB`} are free for recordings.`,
    { freeMb },
  );
}
