// What the command line says and how it ends when something is in the way: one line on stderr, or JSON, and the exit
// code that the README promises.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { ErrorCode } from '../../src-main/contract/error-table.ts';
import type { VirtualDesktop } from '../desktop/virtual-desktop.ts';
import { speak } from '../standin/fsk-encode.ts';
import type { ScriptedReply } from '../standin/scripted-reply.ts';
import type { Standin } from '../standin/standin.ts';
import { writeWav } from '../standin/wav.ts';
import { expect, test } from './support/fixtures.ts';
import { runSotto, signIn, sottoEnv } from './support/launch-sotto.ts';
import { pathWithout, recorderPrograms } from './support/path-without.ts';

interface Place {
  readonly env: NodeJS.ProcessEnv;
  /** A recording that the stand-in hears as "hello there". */
  readonly wav: string;
  readonly dir: string;
}

function newPlace(desktop: VirtualDesktop, standin: Standin, { signedIn = true } = {}): Place {
  const dir = mkdtempSync(join(desktop.dir, 'cli-'));
  mkdirSync(join(dir, 'codex'));
  if (signedIn) signIn(join(dir, 'codex'), standin);
  const wav = join(dir, 'hello.wav');
  writeFileSync(wav, writeWav({ sampleRate: 16_000, samples: speak('hello there') }));
  return { env: sottoEnv(desktop, standin, dir), wav, dir };
}

async function expectRefusal(place: Place, args: readonly string[], exit: number, code: ErrorCode): Promise<void> {
  const plain = await runSotto(place.env, args);
  expect(plain).toMatchObject({ code: exit, stdout: '' });
  expect(plain.stderr).toMatch(/^sotto: .+\n$/); // one line: what, to what, what to do
  const json = await runSotto(place.env, [...args, '--json']);
  expect(json.code).toBe(exit);
  const { error } = JSON.parse(json.stdout) as { error: Record<string, unknown> }; // the documented shape, checked here
  expect(error).toEqual({ code, message: expect.any(String), hint: expect.stringMatching(/./) });
}

test('0: the text, and nothing else, on stdout', async ({ desktop, standin }) => {
  const place = newPlace(desktop, standin);
  expect(await runSotto(place.env, ['transcribe', place.wav])).toEqual({
    code: 0,
    stdout: 'hello there\n',
    stderr: '',
  });
});

test('1: what no other code is for', async ({ desktop, standin }) => {
  const place = newPlace(desktop, standin);
  await expectRefusal(place, ['retry', 'no-such-take'], 1, 'take_not_found');
});

test('2: a wrong call', async ({ desktop, standin }) => {
  const place = newPlace(desktop, standin);
  await expectRefusal(place, ['transcribe', place.wav, '--no-such-option'], 2, 'usage');
});

test('3: not signed in', async ({ desktop, standin }) => {
  const place = newPlace(desktop, standin, { signedIn: false });
  await expectRefusal(place, ['transcribe', place.wav], 3, 'not_signed_in');
});

test('3: the login is dead', async ({ desktop, standin }) => {
  const place = newPlace(desktop, standin);
  standin.book.killAccessTokens();
  standin.book.endAllFamilies('expired');
  await expectRefusal(place, ['transcribe', place.wav], 3, 'login_expired');
});

test('4: nobody listens there', async ({ desktop, standin }) => {
  const place = newPlace(desktop, standin);
  const env = { ...place.env, SOTTO_UPSTREAM: `http://127.0.0.1:${await closedPort()}/backend-api` };
  await expectRefusal({ ...place, env }, ['transcribe', place.wav], 4, 'network');
});

const refusals: readonly (readonly [string, ErrorCode, ScriptedReply])[] = [
  ['500', 'upstream_error', { kind: 'status', status: 500 }],
  ['a challenge page', 'upstream_challenge', { kind: 'challenge' }],
  ['a usage limit', 'quota_exhausted', { kind: 'usage-limit', resetsInSeconds: 600 }],
  ['broken JSON', 'invalid_response', { kind: 'wrong-json' }],
];
for (const [name, code, reply] of refusals) {
  test(`5: the service answers with ${name}`, async ({ desktop, standin }) => {
    const place = newPlace(desktop, standin);
    standin.script('transcribe', ...Array.from({ length: 12 }, () => reply));
    await expectRefusal(place, ['transcribe', place.wav], 5, code);
  });
}

test('6: no such file, no audio in it, no recorder', async ({ desktop, standin }) => {
  const place = newPlace(desktop, standin);
  await expectRefusal(place, ['transcribe', join(place.dir, 'missing.wav')], 6, 'file_not_found');
  const empty = join(place.dir, 'empty.wav');
  writeFileSync(empty, '');
  await expectRefusal(place, ['transcribe', empty], 6, 'audio_empty');
  const env = { ...place.env, PATH: pathWithout(desktop.dir, recorderPrograms) };
  const { code, stderr } = await runSotto(env, ['record', '--seconds', '1']);
  expect(code).toBe(6);
  expect(stderr).toContain('parecord');
  expect(standin.transcriptions()).toEqual([]);
});

test('7: the app is not running', async ({ desktop, standin }) => {
  const place = newPlace(desktop, standin);
  for (const command of ['start', 'stop', 'toggle', 'cancel', 'paste-last', 'show']) {
    const { code, stdout, stderr } = await runSotto(place.env, [command]);
    expect({ command, code, stdout }).toEqual({ command, code: 7, stdout: '' });
    expect(stderr).toMatch(/^sotto: .+\n$/);
  }
});

/** A port that was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return address.port;
}
