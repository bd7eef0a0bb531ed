import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ServerWithStandin, serverWithStandin, testKey, toneWav } from './support/server-with-standin.ts';

let s: ServerWithStandin;
const folder = mkdtempSync(join(tmpdir(), 'examples-'));
const audio = join(folder, 'audio.wav');
beforeAll(async () => {
  writeFileSync(audio, toneWav('hello world'));
  s = await serverWithStandin();
});
afterAll(async () => {
  await s[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  ['curl.sh', 'sh', /^hello world$/],
  ['openai-node.ts', process.execPath, /^hello world\nYou said: Make a title for: hello world\n$/],
  ['ai-sdk.ts', process.execPath, /^hello world\nYou said: Make a title for: hello world\n$/],
])('%s does what it says', async (name, program, expected) => {
  const env = { PATH: process.env.PATH, SOTTO_URL: s.url, SOTTO_KEY: testKey };
  const { stdout } = await promisify(execFile)(program, [join(import.meta.dirname, 'examples', name), audio], { env });
  expect(stdout).toMatch(expected);
});
