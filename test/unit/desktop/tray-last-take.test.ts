// What the tray offers for the last take follows what becomes of that take later: a real store, and the state it feeds.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as toldTo } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTakes } from '../../../src-main/boot/open-takes.ts';
import { AppError } from '../../../src-main/contract/app-error.ts';
import { defaultSettings } from '../../../src-main/contract/settings.ts';
import { type AppState, initialState, lastTakeOf } from '../../../src-main/contract/state.ts';
import { trayModel } from '../../../src-main/desktop/tray-model.ts';
import { silentLog } from '../../../src-main/lib/log.ts';
import { StateStore } from '../../../src-main/lib/state-store.ts';
import type { TakeStore } from '../../../src-main/takes/take-store.ts';

let stack: AsyncDisposableStack;
let store: TakeStore;
let state: StateStore<AppState>;
let id: string;

/** A dictation that failed just now. */
beforeEach(() => {
  stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'sotto-last-take-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  state = new StateStore(initialState('test'));
  const settings = new StateStore(defaultSettings);
  ({ store } = stack.use(openTakes({ folder, state, settings, log: silentLog, onChange: () => undefined })));
  const writer = store.begin({ source: 'dictation', sampleRate: 16_000 });
  writer.append(Buffer.alloc(32_000));
  id = writer.finish().id;
  const lastTake = lastTakeOf(store.failed(id, new AppError('upstream_rejected', 'The service refused it.')));
  state.update((now) => ({ ...now, lastTake }));
});
afterEach(() => stack.disposeAsync());

/** The items for the last take that can be chosen, once the store has told of its changes. */
async function offered(): Promise<string[]> {
  await toldTo();
  const { items } = trayModel(state.get(), defaultSettings, { locale: 'en', platform: 'linux' });
  return items
    .filter(({ enabled, label }) => enabled !== false && label?.includes(' last '))
    .map(({ label = '' }) => label);
}

it('a failed take that was sent again is no longer to be retried: its text can be copied and pasted', async () => {
  expect(await offered()).toEqual(['Retry last take']);
  store.claim(id);
  expect(await offered()).toEqual([]);
  store.done(id, { text: 'heard after all', timings: {} });
  expect(await offered()).toEqual(['Copy last text', 'Paste last text']);
  expect(state.get().lastTake).toEqual({ id, text: 'heard after all', insertion: 'none' });
});

it('a text that was deleted is not offered, and is again when it was brought back', async () => {
  store.done(id, { text: 'taken back', timings: {} });
  expect(await offered()).toEqual(['Copy last text', 'Paste last text']);
  store.delete([id]);
  expect(await offered()).toEqual([]);
  store.undelete([id]);
  expect(await offered()).toEqual(['Copy last text', 'Paste last text']);
});
