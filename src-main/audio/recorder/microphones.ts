// Which microphones there are, with the ids that the recorder takes and labels for people. Asks the programs that know:
// pactl, pw-dump, arecord on Linux, system_profiler on macOS; elsewhere the hidden window lists them.
import type { Microphone } from '../../contract/state.ts';
import { findProgram } from '../../lib/find-program.ts';
import { programEnv } from '../../lib/program-env.ts';
import { runProgram } from '../../lib/run-program.ts';
import {
  microphonesOfArecord,
  microphonesOfMac,
  microphonesOfPactl,
  microphonesOfPage,
  microphonesOfPipewire,
} from './parse-microphones.ts';
import type { Environment } from './recorder-programs.ts';

export interface ListMicrophonesOptions {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  readonly signal?: AbortSignal;
  /** The input devices of the hidden window, where there is one. */
  readonly askPage?: () => Promise<unknown>;
}

const answerTimeoutMs = 3000;

/** Never throws: no answer is an empty list. The system's default stands first. */
export async function listMicrophones(options: ListMicrophonesOptions): Promise<Microphone[]> {
  const ask = asker(options);
  if (options.platform === 'darwin') {
    return defaultFirst(microphonesOfMac((await ask('system_profiler', ['-json', 'SPAudioDataType'])) ?? ''));
  }
  if (options.platform !== 'linux') return defaultFirst(microphonesOfPage(await options.askPage?.()));
  const [sources, info] = await Promise.all([ask('pactl', ['list', 'sources']), ask('pactl', ['info'])]);
  if (sources !== null) return defaultFirst(microphonesOfPactl(sources, info ?? ''));
  const dump = await ask('pw-dump', []);
  if (dump !== null) return defaultFirst(microphonesOfPipewire(dump));
  return defaultFirst(microphonesOfArecord((await ask('arecord', ['-L'])) ?? ''));
}

/** Output of a program, or null when it is missing, fails or takes too long. */
function asker(options: ListMicrophonesOptions): (program: string, args: readonly string[]) => Promise<string | null> {
  // English words, and the labels as they are: in the plain C locale their umlauts are lost.
  const env = { ...programEnv(options.env), LC_ALL: 'C.UTF-8', LANGUAGE: 'C' };
  return async (name, args) => {
    const program = findProgram(name, { path: options.env.PATH ?? '', platform: options.platform });
    if (program === null) return null;
    const limits = { timeoutMs: answerTimeoutMs, maxOutputBytes: 8_000_000, signal: options.signal };
    // Out of processes or descriptors: a list that can't be had is no reason to fail, the default microphone needs none.
    const result = await runProgram(program, args, { env, ...limits }).catch(() => null);
    return result?.kind === 'ended' && result.code === 0 ? result.stdout.toString() : null;
  };
}

/** The list as it was seen last, so that a recording can be named after its device without asking anybody. */
export class MicrophoneNames {
  #seen: readonly Microphone[] = [];

  remember(microphones: readonly Microphone[]): void {
    this.#seen = microphones;
  }

  /** @param deviceId '' = the system's default. */
  readonly labelOf = (deviceId: string): string | undefined =>
    this.#seen.find((microphone) => (deviceId === '' ? microphone.isDefault : microphone.id === deviceId))?.label;

  /** Where to go when a microphone is dead: the next one in the list that is not `deviceId`. */
  next(deviceId: string): Microphone | undefined {
    const current = deviceId === '' ? this.#seen.find((microphone) => microphone.isDefault)?.id : deviceId;
    const at = this.#seen.findIndex((microphone) => microphone.id === current);
    const others = [...this.#seen.slice(at + 1), ...this.#seen.slice(0, Math.max(0, at))];
    return others.find((microphone) => microphone.id !== current);
  }
}

function defaultFirst(microphones: Microphone[]): Microphone[] {
  return microphones.sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || a.label.localeCompare(b.label));
}
