// A picture of the whole virtual desktop, pointer left out.
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { programOutput } from './run-program.ts';

/** Writes a PNG to `path` (folders are made) and returns the path. */
export async function takeScreenshot(path: string, env: NodeJS.ProcessEnv): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await programOutput('scrot', ['--overwrite', '--silent', path], { env });
  return path;
}
