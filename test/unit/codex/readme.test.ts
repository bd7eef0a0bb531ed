import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { backendRoutes } from '../../../src-main/codex/index.ts';
import { clientWithStandin } from './client-with-standin.ts';
import { encodeSpeech } from './transcribe/speech.ts';

const room = resolve(import.meta.dirname, '../../../src-main/codex');
const readme = readFileSync(join(room, 'README.md'), 'utf8');

describe('the client\u2019s README', () => {
  it('has an example that runs as it stands', async () => {
    const example = /```ts\n([\s\S]+?)```/.exec(readme)?.[1] ?? '';
    await using here = await clientWithStandin();
    const audio = join(here.folder, 'said.wav');
    writeFileSync(audio, encodeSpeech('read me'));
    const script = join(here.folder, 'example.ts');
    writeFileSync(script, example.replace("'./index.ts'", JSON.stringify(join(room, 'index.ts'))));
    const env = {
      PATH: process.env.PATH,
      HOME: here.folder,
      CODEX_HOME: here.folder,
      SOTTO_UPSTREAM: here.standin.upstream,
    };
    const { stdout } = await promisify(execFile)(process.execPath, [script, audio], { env });
    expect(stdout).toMatch(/^read me\n.*Mend the punctuation: read me/);
  });

  it('names every read-only route with its confidence, and no other', () => {
    const table = /<!-- routes -->([\s\S]+?)<!-- \/routes -->/.exec(readme)?.[1] ?? '';
    const rows = [...table.matchAll(/\| `GET (\S+)` \| `get\('(\w+)'\)` \|[^|]*\| (\S+) \|/g)].map(
      ([, path, name, sure]) => [name, path, sure],
    );
    const routes = Object.entries(backendRoutes).map(([name, { path, confidence }]) => [
      name,
      path,
      confidence === 'source' ? 'H' : 'older',
    ]);
    expect(rows).toEqual(routes);
  });

  it('points at files that are there', () => {
    const files = [...readme.matchAll(/`((?:[a-z]+\/)?[a-z-]+\.ts)`/g)].map(([, file]) => file ?? '');
    expect(files.length).toBeGreaterThan(15);
    for (const file of files) expect(() => readFileSync(join(room, file)), file).not.toThrow();
  });
});
