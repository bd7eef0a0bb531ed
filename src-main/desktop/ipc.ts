// The one door between pages and the main process: one channel for commands, one for events, one for the capture page's
// sound. The only file that touches ipcMain. Every sender is checked, every input is parsed by the contract's schema.
import { BrowserWindow, type IpcMainEvent, type IpcMainInvokeEvent, ipcMain } from 'electron';
import { AppError, errorReport, toAppError } from '../contract/app-error.ts';
import { type CommandName, commandInputs, isCommandName, type Outcome } from '../contract/commands.ts';
import type { AppEvents, EventName } from '../contract/events.ts';
import { isTrustedSender } from './page-address.ts';

export type Dispatch = (name: CommandName, input: unknown, from: BrowserWindow) => Promise<unknown>;

export interface Door extends Disposable {
  /** Tells every open page, or one. */
  send<N extends EventName>(name: N, payload: AppEvents[N], to?: BrowserWindow): void;
}

export function openDoor(
  dispatch: Dispatch,
  isOurs: (window: BrowserWindow) => boolean,
  onRefused: (reason: string) => void,
): Door {
  ipcMain.handle('rpc', async (event, name: unknown, input: unknown): Promise<Outcome<unknown>> => {
    const window = trustedWindow(event, isOurs);
    if (!window) {
      onRefused('rpc from a page that is not ours');
      return failure(new AppError('internal', 'This page may not send commands.'));
    }
    return answer(dispatch, name, input, window);
  });
  return {
    send: (name, payload, to) => {
      for (const window of to ? [to] : BrowserWindow.getAllWindows()) {
        if (!window.isDestroyed() && isOurs(window)) window.webContents.send('event', { name, payload });
      }
    },
    [Symbol.dispose]: () => ipcMain.removeHandler('rpc'),
  };
}

/** Exported for the fuzz test: garbage in gives a typed error out, never a throw. */
export async function answer(
  dispatch: Dispatch,
  name: unknown,
  input: unknown,
  window: BrowserWindow,
): Promise<Outcome<unknown>> {
  if (!isCommandName(name)) return failure(new AppError('usage', 'There is no such command.'));
  const parsed = commandInputs[name].safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.join('.') ?? '';
    return failure(
      new AppError('invalid_request', `"${where || name}" can\u2019t be used: ${issue?.message ?? 'invalid'}.`),
    );
  }
  try {
    return { ok: true, value: (await dispatch(name, parsed.data, window)) ?? null };
  } catch (thrown) {
    return failure(toAppError(thrown));
  }
}

const failure = (error: AppError): Outcome<never> => ({ ok: false, error: errorReport(error) });

function trustedWindow(
  event: IpcMainInvokeEvent | IpcMainEvent,
  isOurs: (window: BrowserWindow) => boolean,
): BrowserWindow | null {
  const window = BrowserWindow.fromWebContents(event.sender);
  const frame = event.senderFrame;
  if (!window || !frame) return null;
  return isTrustedSender({ url: frame.url, isTop: frame.parent === null, ours: isOurs(window) }) ? window : null;
}

export interface CaptureMessage {
  readonly kind: 'ready' | 'pcm' | 'failed' | 'ended';
  readonly pcm?: ArrayBuffer;
  readonly device?: string;
  readonly reason?: string;
}

/** Sound from the hidden capture page. */
export function onCapture(window: BrowserWindow, listener: (message: CaptureMessage) => void): Disposable {
  const receive = (event: IpcMainEvent, message: CaptureMessage): void => {
    if (event.sender === window.webContents && trustedWindow(event, (w) => w === window)) listener(message);
  };
  ipcMain.on('capture', receive);
  return { [Symbol.dispose]: () => ipcMain.removeListener('capture', receive) };
}
