import { once } from 'node:events';
import {
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { namedAuthFile, realAuthFile } from '../../../../src-main/codex/credentials/codex-home.ts';
import { readAuthFile } from '../../../../src-main/codex/credentials/read-auth-file.ts';
import { replaceAuthFile } from '../../../../src-main/codex/credentials/replace-auth-file.ts';
import { failureOf, loginPlace } from './login-place.ts';

describe('auth.json', () => {
  test('that is half written is read again until it is whole', async () => {
    using place = loginPlace('');
    const reading = readAuthFile(place.authFile);
    const file = openSync(place.authFile, 'r+');
    await wait(15);
    writeSync(file, '{"OPENAI_API_KEY": "sk-');
    await wait(60);
    writeSync(file, 'whole"}');
    expect(await reading).toEqual({ OPENAI_API_KEY: 'sk-whole' });
  });

  test('that stays broken is called unreadable, without a word of its text', async () => {
    using place = loginPlace('{"OPENAI_API_KEY": "sk-secret');
    const { code, message } = await failureOf(readAuthFile(place.authFile));
    expect(code).toBe('login_unreadable');
    expect(message).toContain(place.authFile);
    expect(message).not.toContain('sk-secret');
  });

  test('that is a folder is unreadable at once, and one that is missing is no login', async () => {
    using place = loginPlace();
    expect(await readAuthFile(place.authFile)).toBeUndefined();
    mkdirSync(place.authFile);
    expect((await failureOf(readAuthFile(place.authFile))).code).toBe('login_unreadable');
  });

  test('with a byte order mark is read', async () => {
    using place = loginPlace('\uFEFF{"OPENAI_API_KEY":"sk-1"}');
    expect(await readAuthFile(place.authFile)).toEqual({ OPENAI_API_KEY: 'sk-1' });
  });

  test('is replaced whole, for the owner only, in the official layout', async () => {
    using place = loginPlace('{"x":1}');
    await replaceAuthFile(place.authFile, (current) => ({ ...current, auth_mode: 'apikey', OPENAI_API_KEY: 'sk-1' }));
    expect(readFileSync(place.authFile, 'utf8')).toBe(
      '{\n  "auth_mode": "apikey",\n  "OPENAI_API_KEY": "sk-1",\n  "x": 1\n}',
    );
    expect(statSync(place.authFile).mode & 0o777).toBe(0o600);
    expect(place.others()).toEqual([]);
  });

  test('behind a link stays behind the link', async () => {
    using place = loginPlace('{"x":1}');
    using other = loginPlace();
    symlinkSync(place.authFile, other.authFile);
    const real = await realAuthFile({ home: '/', authFile: other.authFile });
    await replaceAuthFile(real, (current) => ({ ...current, OPENAI_API_KEY: 'sk-1' }));
    expect(lstatSync(other.authFile).isSymbolicLink()).toBe(true);
    expect(place.read()).toMatchObject({ OPENAI_API_KEY: 'sk-1', x: 1 });
  });

  test('changed by somebody while we prepare is looked at again', async () => {
    using place = loginPlace('{"theirs":1}');
    let asked = 0;
    await replaceAuthFile(place.authFile, (current) => {
      asked += 1;
      if (asked === 1) writeFileSync(place.authFile, '{"theirs":2}');
      return { ...current, ours: true };
    });
    expect(asked).toBe(2);
    expect(place.read()).toMatchObject({ theirs: 2, ours: true });
  });

  test('that another program rewrites in place at any moment, also around our rename, loses nothing of theirs', async () => {
    const writer = new Worker(new URL('./in-place-writer.ts', import.meta.url));
    await using _ended = { [Symbol.asyncDispose]: async () => void (await writer.terminate()) };
    for (let round = 0; round < 400; round += 1) {
      using place = loginPlace('{"theirs":0}');
      const lastWritten = once(writer, 'message');
      writer.postMessage(place.authFile);
      await replaceAuthFile(place.authFile, (current) => ({ ...current, ours: round }));
      const [theirs] = await lastWritten;
      expect(place.read().theirs).toBe(theirs);
    }
  });

  test('lies in CODEX_HOME, which must be a folder, else in .codex of the home', async () => {
    using place = loginPlace();
    expect(namedAuthFile({ home: '/home/ada' })).toBe('/home/ada/.codex/auth.json');
    expect(namedAuthFile({ home: '/home/ada', codexHome: place.codexHome })).toBe(place.authFile);
    expect(namedAuthFile({ home: '/home/ada', codexHome: place.codexHome, authFile: '/x/y.json' })).toBe('/x/y.json');
    const missing = join(place.codexHome, 'missing');
    const { code, message } = await failureOf(realAuthFile({ home: '/', codexHome: missing }));
    expect(code).toBe('settings_invalid');
    expect(message).toContain(missing);
    rmSync(place.codexHome, { recursive: true });
    expect((await failureOf(realAuthFile({ home: '/', codexHome: place.codexHome }))).code).toBe('settings_invalid');
  });
});
