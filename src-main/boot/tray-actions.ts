// What the tray's items do: commands of the contract, and two that only the tray and the command line have.
import { toAppError } from '../contract/app-error.ts';
import type { CommandName } from '../contract/commands.ts';
import { errorFacts } from '../contract/error-table.ts';
import type { AppState } from '../contract/state.ts';
import type { TrayAction } from '../desktop/tray-model.ts';
import type { Log } from '../lib/log.ts';
import type { StateStore } from '../lib/state-store.ts';
import { tellFailure } from './tell-failure.ts';

export interface TrayActionPorts {
  readonly dispatch: (name: CommandName, input: unknown) => Promise<unknown>;
  readonly pasteLast: () => Promise<void>;
  readonly state: StateStore<AppState>;
  readonly log: Log;
}

/** A failure is shown as a notice: there is nobody else to tell. */
export function runTrayAction(action: TrayAction, ports: TrayActionPorts): void {
  run(action, ports).catch((thrown: unknown) => {
    const error = toAppError(thrown);
    ports.log.warn('a tray item failed', { action: action.do, code: error.code });
    tellFailure(ports.state, error);
  });
}

async function run(action: TrayAction, { dispatch, pasteLast, state }: TrayActionPorts): Promise<void> {
  const last = state.get().lastTake;
  switch (action.do) {
    case 'start':
      await dispatch('dictation.start', {});
      break;
    case 'stop':
      await dispatch('dictation.stop', {});
      break;
    case 'cancel':
      await dispatch('dictation.cancel', {});
      break;
    case 'dont-keep':
      await dispatch('dictation.dontKeep', { on: action.on });
      break;
    case 'copy-last':
      if (last) await dispatch('history.copy', { id: last.id });
      break;
    case 'paste-last':
      await pasteLast();
      break;
    case 'retry-last':
      if (last?.failed && errorFacts(last.failed).mend === 'sign-in')
        await dispatch('account.signIn', { method: 'browser' });
      if (last) await dispatch('history.retry', { ids: [last.id] });
      break;
    case 'microphone':
      await dispatch('settings.set', { patch: { microphone: { device: action.device } } });
      break;
    case 'close-microphone':
      await dispatch('microphones.close', {});
      break;
    case 'server':
      await dispatch('server.set', { on: action.on });
      break;
    case 'copy-key':
      await dispatch('server.copyKey', {});
      break;
    case 'files':
      await dispatch('files.add', { paths: action.paths });
      await dispatch('app.show', { place: 'history' });
      break;
    case 'show':
      await dispatch('app.show', { place: action.place, ...(action.anchor ? { anchor: action.anchor } : {}) });
      break;
    case 'quit':
      await dispatch('app.quit', {});
      break;
  }
}
