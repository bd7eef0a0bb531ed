// What becomes of a tray item that fails: nobody waits for it, so the pill has to say what is true.
import { setImmediate as ended } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { runTrayAction } from '../../../src-main/boot/tray-actions.ts';
import { AppError } from '../../../src-main/contract/app-error.ts';
import { type AppState, initialState } from '../../../src-main/contract/state.ts';
import { silentLog } from '../../../src-main/lib/log.ts';
import { StateStore } from '../../../src-main/lib/state-store.ts';
import { overlayModel } from '../../../src-renderer/overlay/overlay-model.ts';

/** The pill after "Paste last text" failed like this. */
async function pillAfter(error: AppError) {
  const state = new StateStore<AppState>(initialState('test'));
  runTrayAction(
    { do: 'paste-last' },
    { dispatch: () => Promise.reject(error), pasteLast: () => Promise.reject(error), state, log: silentLog },
  );
  await ended();
  return overlayModel(state.get(), Date.now());
}

it('promises no second try, since nothing was sent and nothing is tried again', async () => {
  const pill = await pillAfter(new AppError('take_not_found', 'There is no text yet.'));
  expect(pill).toMatchObject({ words: { error: { message: 'There is no text yet.' } }, buttons: [{ does: 'close' }] });
  expect(pill).not.toHaveProperty('hush');
  expect(await pillAfter(new AppError('network', 'The sign-in page can\u2019t be reached.'))).not.toHaveProperty(
    'hush',
  );
});

it('offers what mends it', async () => {
  const pill = await pillAfter(new AppError('clipboard_failed', 'wl-copy is not there.'));
  expect(pill?.buttons).toEqual([{ does: 'mend', mend: 'install-clipboard' }, { does: 'close' }]);
});
