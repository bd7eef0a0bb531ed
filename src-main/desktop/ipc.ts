// The one door between pages and the main process: one channel for commands, one for events, one for the capture page's
// sound. The only file that touches ipcMain. Every sender is checked, every input is parsed by the contract's schema.
import { BrowserWindow, type IpcMainEvent, type IpcMainInvokeEvent, ipcMain } from 'electron';
import { AppError, errorReport } from '../contract/app-error.ts';
import type { Outcome } from '../contract/commands.ts';
import type { AppEvents, EventName } from '../contract/events.ts';
import { isTrustedSender } from './page-address.ts';

/** Parses, runs and never throws. */
export type Answer = (name: unknown, input: unknown) => Promise<Outcome<unknown>>;

export interface Door extends Disposable {
  /** Tells every open page, or one. */
  send<N extends EventName>(name: N, payload: AppEvents[N], to?: BrowserWindow): void;
}

export function openDoor(
  answer: Answer,
  isOurs: (window: BrowserWindow) => boolean,
  onRefused: (reason: string) => void,
): Door {
  ipcMain.handle('rpc', async (event, name: unknown, input: unknown): Promise<Outcome<unknown>> => {
    const window = trustedWindow(event, isOurs);
    if (!window) {
      onRefused('rpc from a page that is not ours');
      return { ok: false, error: errorReport(new AppError('internal', 'This page may not send commands.')) };
    }
    return await answer(name, input);
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
  readonly kind: 'up' | 'ready' | 'pcm' | 'failed' | 'ended' | 'microphones';
  readonly pcm?: ArrayBuffer;
  readonly device?: string;
  readonly reason?: string;
  /** What the page calls its input devices. */
  readonly microphones?: unknown;
}

/** Sound from the hidden capture page. */
export function onCapture(window: BrowserWindow, listener: (message: CaptureMessage) => void): Disposable {
  const receive = (event: IpcMainEvent, message: CaptureMessage): void => {
    if (event.sender === window.webContents && trustedWindow(event, (w) => w === window)) listener(message);
  };
  ipcMain.on('capture', receive);
  return { [Symbol.dispose]: () => ipcMain.removeListener('capture', receive) };
}
