// What a mending button does: the same for a row, the detail, the pill and Doctor.
import type { Mend } from '../../src-main/contract/error-table.ts';
import { run } from './bridge.ts';

/** @param takeId the take to send again, where the mend is about one. */
export async function sendMend(mend: Exclude<Mend, 'none' | 'wait'>, takeId?: string): Promise<void> {
  switch (mend) {
    case 'sign-in':
      await run('account.signIn', { method: 'browser' });
      return;
    case 'retry':
      if (takeId !== undefined) await run('history.retry', { ids: [takeId] });
      return;
    case 'open-settings':
      await run('app.show', { place: 'settings' });
      return;
    case 'choose-microphone':
      await run('app.show', { place: 'settings', anchor: 'microphone' });
      return;
    case 'choose-hotkey':
      await run('app.show', { place: 'settings', anchor: 'hotkeys' });
      return;
    case 'free-disk':
      await run('app.show', { place: 'settings', anchor: 'history' });
      return;
    case 'open-doctor':
    case 'install-recorder':
    case 'install-converter':
    case 'install-clipboard':
      await run('app.show', { place: 'doctor' });
      return;
  }
}
