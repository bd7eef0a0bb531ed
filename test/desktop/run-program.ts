// Runs a short-lived program of the desktop (xprop, pactl, xclip …) and hands back what it said.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

export interface ProgramResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Never throws for an exit code; throws when the program is missing or did not end within `timeoutMs`. */
export async function runProgram(
  command: string,
  args: string[],
  { env, input, timeoutMs = 10_000 }: { env: NodeJS.ProcessEnv; input?: string | Uint8Array; timeoutMs?: number },
): Promise<ProgramResult> {
  const signal = AbortSignal.timeout(timeoutMs);
  const child = spawn(command, args, { env, signal, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', (cause) => reject(new Error(`${command} ${args.join(' ')}: ${cause.message}`, { cause })));
    child.on('close', resolve);
  });
  child.stdin.on('error', () => {}); // A program that does not read its input is no failure; its exit code tells.
  child.stdin.end(input ?? '');
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

/** As runProgram, but anything else than exit code 0 throws with what the program said on stderr. */
export async function programOutput(
  command: string,
  args: string[],
  options: Parameters<typeof runProgram>[2],
): Promise<string> {
  const { code, stdout, stderr } = await runProgram(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${stderr.trim()}`);
  return stdout;
}
