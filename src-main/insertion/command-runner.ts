// Runs the small programs of this room: quick, bounded, "it worked" or not.
import { programEnv } from '../lib/program-env.ts';
import { runProgram } from '../lib/run-program.ts';
import type { Command } from './key-commands.ts';
import type { Environment } from './session.ts';

export interface CommandResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

export type RunCommand = (
  command: Command,
  /** `patienceMs`: for programs whose work is long by itself. */
  options?: { input?: string; signal?: AbortSignal; patienceMs?: number },
) => Promise<CommandResult>;

const usualPatienceMs = 4_000;

/** A program that is not there, hangs or is aborted is simply not ok; its last words are in stderr. */
export function commandRunner(env: Environment): RunCommand {
  return async ([program, ...args], { input, signal, patienceMs = usualPatienceMs } = {}) => {
    const result = await runProgram(program, args, {
      timeoutMs: patienceMs,
      maxOutputBytes: 4_000_000,
      env: programEnv(env),
      input,
      signal,
    });
    if (result.kind !== 'ended') return { ok: false, stdout: '', stderr: `${program}: ${result.kind}` };
    return { ok: result.code === 0, stdout: result.stdout.toString('utf8'), stderr: result.stderr };
  };
}
