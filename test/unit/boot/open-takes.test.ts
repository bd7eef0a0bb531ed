// The history as the running app opens it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type OpenTakes, openTakes } from '../../../src-main/boot/open-takes.ts';
import { defaultSettings } from '../../../src-main/contract/settings.ts';
import { initialState } from '../../../src-main/contract/state.ts';
import type { TakeSource } from '../../../src-main/contract/take.ts';
import { silentLog } from '../../../src-main/lib/log.ts';
import { StateStore } from '../../../src-main/lib/state-store.ts';

let folder = '';
let takes: OpenTakes;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sotto-takes-'));
  takes = openTakes({
    folder,
    state: new StateStore(initialState('test')),
    settings: new StateStore(defaultSettings),
    log: silentLog,
    onChange: () => undefined,
  });
});
afterEach(async () => {
  await takes[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

function add(source: TakeSource, text: string): void {
  const { id } = takes.store.begin({ source, sampleRate: 16_000 });
  if (text === '') takes.store.empty(id, 'noise-only');
  else takes.store.done(id, { text, timings: {} });
}

it('pastes the newest dictated text again, however many files and requests came after it', () => {
  expect(takes.toPasteAgain()).toBeNull();
  add('dictation', 'an older one');
  add('dictation', 'the last words');
  for (let count = 0; count < 250; count++) add(count % 2 === 0 ? 'file' : 'server', 'not dictated');
  add('dictation', '');
  expect(takes.toPasteAgain()?.text).toBe('the last words');
});
