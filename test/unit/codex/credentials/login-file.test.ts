import { chmodSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { LoginFile } from '../../../../src-main/codex/credentials/login-file.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const text = (key: string): string => JSON.stringify({ OPENAI_API_KEY: key });

function place(key: string): { readonly folder: string; readonly path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'login-file-'));
  folders.push(folder);
  const path = join(folder, 'auth.json');
  writeFileSync(path, text(key));
  return { folder, path };
}

const open = (folder: string, coarsestMs = 0): LoginFile =>
  new LoginFile({ place: { home: folder, codexHome: folder }, now: Date.now, log: () => undefined, coarsestMs });

/** Longer than the file system's clock takes for its next tick. */
const tick = (): Promise<void> => delay(20);

test('a file that nobody touched is read once', async () => {
  const { folder } = place('sk-1');
  await tick();
  const file = open(folder);
  const first = await file.read();
  expect(first).toMatchObject({ mode: 'apikey', token: 'sk-1' });
  expect(await file.read()).toBe(first);
});

test('what was written a moment ago is read anew, since its times may not tell the next writing', async () => {
  const { folder } = place('sk-1');
  const file = open(folder, 60_000);
  const first = await file.read();
  const second = await file.read();
  expect(second).toEqual(first);
  expect(second).not.toBe(first);
});

test.each([
  ['in place', (path: string) => writeFileSync(path, text('sk-2'))],
  [
    'in place, with its old time put back',
    (path: string) => {
      writeFileSync(path, text('sk-2'));
      utimesSync(path, new Date(1_000), new Date(1_000));
    },
  ],
  [
    'by another one of the same size and time',
    (path: string) => {
      writeFileSync(`${path}.new`, text('sk-2'));
      utimesSync(`${path}.new`, new Date(1_000), new Date(1_000));
      renameSync(`${path}.new`, path);
    },
  ],
  [
    'by a link',
    (path: string) => {
      writeFileSync(`${path}.elsewhere`, text('sk-2'));
      rmSync(path);
      symlinkSync(`${path}.elsewhere`, path);
    },
  ],
])('a login that was replaced %s counts at once', async (_name, replace) => {
  const { folder, path } = place('sk-1');
  utimesSync(path, new Date(1_000), new Date(1_000));
  await tick();
  const file = open(folder);
  await file.read();
  await tick();
  replace(path);
  await tick();
  expect(await file.read()).toMatchObject({ token: 'sk-2' });
});

test('a login that was taken away is gone, and one that is broken is said to be', async () => {
  const { folder, path } = place('sk-1');
  await tick();
  const file = open(folder);
  await file.read();
  writeFileSync(path, '{"tokens":5}');
  await tick();
  await expect(file.read()).rejects.toMatchObject({ code: 'login_unreadable' });
  rmSync(path);
  expect(await file.read()).toBeUndefined();
});

test.skipIf(process.getuid?.() === 0)('a file that may not be read any more is not used from memory', async () => {
  const { folder, path } = place('sk-1');
  await tick();
  const file = open(folder);
  await file.read();
  chmodSync(path, 0);
  await expect(file.read()).rejects.toMatchObject({ code: 'login_unreadable' });
});

test('a renewal that was interrupted is completed, also when the file itself was not touched', async () => {
  const { folder, path } = place('sk-1');
  await tick();
  const file = open(folder);
  const first = await file.read();
  expect(await file.read()).toBe(first);
  writeFileSync(`${path}.refresh`, '{}');
  expect(await file.read()).not.toBe(first);
});
