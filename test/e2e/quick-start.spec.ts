// What the README's quick start promises beside `npm test` itself: the demonstration that runs by itself, and a clear word
// from `npm start` where there is no display.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from '@playwright/test';
import { decodePng } from '../host/png.ts';
import { root } from './support/launch-sotto.ts';

async function npm(words: readonly string[], without: readonly string[] = []) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !without.includes(name)));
  const child = spawn('npm', words, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err] = [text(child.stdout), text(child.stderr)];
  const [code] = await once(child, 'close');
  return { code: code as number, out: await out, err: await err }; // the exit code of a process that was not killed
}

test('the demonstration says a sentence, and it arrives word for word', async () => {
  const { code, out, err } = await npm(['run', 'demo']);
  expect(out, err).toContain('The same, word for word.');
  for (const stage of ['key down to first sample', 'key up to text at the cursor', 'the service itself'])
    expect(out).toMatch(new RegExp(`${stage} +\\d+ ms`));
  const folder = /^Pictures: (.+)$/m.exec(out)?.[1] ?? '';
  const picture = decodePng(await readFile(join(folder, '1-speaking.png')));
  expect(picture.width).toBeGreaterThan(600);
  expect(code).toBe(0);
});

test('without a display `npm start` names what works there', async () => {
  const { code, err } = await npm(['start'], ['DISPLAY', 'WAYLAND_DISPLAY']);
  expect(err).toContain('no display');
  for (const instead of ['cli.js record', 'cli.js serve', 'npm run demo']) expect(err).toContain(instead);
  expect(code).toBe(1);
});
