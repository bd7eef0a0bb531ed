import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { watchAuthFile } from '../../../../src-main/codex/credentials/watch-auth-file.ts';
import { loginPlace } from './login-place.ts';

const noLog = (): void => undefined;

describe('the watched login', () => {
  test('tells of a file that is replaced, rewritten in place, removed and made again', async () => {
    using place = loginPlace({ OPENAI_API_KEY: 'sk-1' });
    await using credentials = place.open();
    let told = 0;
    const stop = credentials.onChange(() => {
      told += 1;
    });
    writeFileSync(`${place.authFile}.new`, '{"OPENAI_API_KEY":"sk-2"}');
    renameSync(`${place.authFile}.new`, place.authFile);
    await expect.poll(() => told).toBe(1);
    place.write({ OPENAI_API_KEY: 'sk-3' });
    await expect.poll(() => told).toBe(2);
    rmSync(place.authFile);
    await expect.poll(() => told).toBe(3);
    place.write({ OPENAI_API_KEY: 'sk-4' });
    await expect.poll(() => told).toBe(4);
    stop();
    place.write({ OPENAI_API_KEY: 'sk-5' });
    await wait(200);
    expect(told).toBe(4);
  });

  test('does not tell of a write that changes nothing, nor of other files', async () => {
    using place = loginPlace({ OPENAI_API_KEY: 'sk-1' });
    let told = 0;
    const stop = watchAuthFile(place.authFile, () => told++, noLog);
    place.write({ OPENAI_API_KEY: 'sk-1' });
    writeFileSync(join(place.codexHome, 'history.jsonl'), 'x');
    await wait(250);
    expect(told).toBe(0);
    place.write({ OPENAI_API_KEY: 'sk-2' });
    await expect.poll(() => told).toBe(1);
    stop();
  });

  test('is found when its folder is made later', async () => {
    using place = loginPlace();
    const folder = join(place.codexHome, '.codex');
    let told = 0;
    const stop = watchAuthFile(join(folder, 'auth.json'), () => told++, noLog);
    mkdirSync(folder);
    await wait(100);
    writeFileSync(join(folder, 'auth.json'), '{}');
    await expect.poll(() => told).toBe(1);
    stop();
  });

  test('is found again when its folder is removed or moved away and made anew', async () => {
    using place = loginPlace();
    const folder = join(place.codexHome, '.codex');
    const signIn = (key: string): void => {
      mkdirSync(folder);
      writeFileSync(join(folder, 'auth.json'), JSON.stringify({ OPENAI_API_KEY: key }));
    };
    signIn('sk-1');
    let told = 0;
    const stop = watchAuthFile(join(folder, 'auth.json'), () => told++, noLog);
    rmSync(folder, { recursive: true });
    await expect.poll(() => told).toBe(1);
    signIn('sk-2');
    await expect.poll(() => told).toBe(2);
    renameSync(folder, `${folder}.old`);
    await expect.poll(() => told).toBe(3);
    signIn('sk-3');
    await expect.poll(() => told).toBe(4);
    stop();
  });
});
