// The clipboard as another program sees it, for tests: reads and writes through xclip, never through the app under test.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { pollUntil } from './poll-until.ts';
import { runProgram } from './run-program.ts';

export type Selection = 'clipboard' | 'primary';

/** The text in `selection`, or undefined when nobody owns it or the owner has no text. */
export async function readClipboard(
  env: NodeJS.ProcessEnv,
  selection: Selection = 'clipboard',
): Promise<string | undefined> {
  const { code, stdout } = await runProgram('xclip', ['-selection', selection, '-o'], { env });
  return code === 0 ? stdout : undefined;
}

/** The formats that the owner offers, e.g. `UTF8_STRING`, `image/png`. */
export async function clipboardTargets(env: NodeJS.ProcessEnv, selection: Selection = 'clipboard'): Promise<string[]> {
  const { code, stdout } = await runProgram('xclip', ['-selection', selection, '-o', '-t', 'TARGETS'], { env });
  return code === 0 ? stdout.split('\n').filter((line) => line !== '') : [];
}

/** The bytes of one format, as the owner hands them over; undefined when there is none. */
export async function readClipboardBytes(
  target: string,
  env: NodeJS.ProcessEnv,
  selection: Selection = 'clipboard',
): Promise<Buffer | undefined> {
  const child = spawn('xclip', ['-selection', selection, '-o', '-t', target], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exited = once(child, 'exit');
  const bytes = await buffer(child.stdout);
  const [code] = await exited;
  return code === 0 ? bytes : undefined;
}

/** Owns `selection` with `content` as one format (default: text). xclip stays in the background; it ends with the desktop. */
export async function writeClipboard(
  content: string | Uint8Array,
  env: NodeJS.ProcessEnv,
  { selection = 'clipboard', target = 'UTF8_STRING' }: { selection?: Selection; target?: string } = {},
): Promise<void> {
  const args = ['-selection', selection, '-i', '-t', target];
  // xclip's background half keeps its output open: a pipe there would never close.
  const child = spawn('xclip', args, { env, stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.end(content);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`xclip could not take the ${selection} selection (${code})`);
  // Its foreground half may end a moment before the X server has heard of the new owner.
  const expected = Buffer.from(content);
  await pollUntil('xclip owns the selection', async () =>
    (await readClipboardBytes(target, env, selection))?.equals(expected),
  );
}
