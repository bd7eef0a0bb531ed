// The microphone through a hidden, sandboxed window, for machines without a recorder program: the second adapter of the
// recorder's source port. The window lives only while it records.
import type { SampleSource } from '../audio/recorder/sample-source.ts';
import { AppError } from '../contract/app-error.ts';
import { type CaptureMessage, onCapture } from './ipc.ts';
import { createCaptureWindow } from './windows.ts';

const closeAfterMs = 2000;
const listWithinMs = 3000;

export function createCaptureSource(preload: string): SampleSource {
  return {
    name: 'window',
    start: (options, events) => {
      const window = createCaptureWindow(preload, (_window, how) => broken(`ended (${how})`));
      let up = false;
      let stopping = false;
      let over = false;
      let limit: NodeJS.Timeout | undefined;
      const end = (failure: AppError | null): void => {
        if (over) return;
        over = true;
        clearTimeout(limit);
        heard[Symbol.dispose]();
        if (!window.isDestroyed()) window.destroy();
        events.ended(failure);
      };
      const order = (payload: object): void => {
        if (!window.isDestroyed()) window.webContents.send('event', { name: 'capture', payload });
      };
      const heard = onCapture(window, (message: CaptureMessage) => {
        if (message.kind === 'pcm' && message.pcm) events.pcm(new Uint8Array(message.pcm));
        else if (message.kind === 'up') {
          // Not before: an order that nobody hears is lost.
          up = true;
          order({ start: { device: options.device, sampleRate: options.sampleRate } });
        } else if (message.kind === 'ready' && message.device) events.device(message.device);
        else if (message.kind === 'failed') end(captureFailure(message.reason ?? ''));
        else if (message.kind === 'ended')
          end(stopping ? null : new AppError('recorder_died', 'The microphone was taken away.'));
      });
      const broken = (how: string): void => end(new AppError('recorder_died', `The hidden recorder window ${how}.`));
      window.once('closed', () => (stopping ? end(null) : broken('was closed')));
      return {
        stop: () => {
          if (stopping || over) return;
          stopping = true;
          // The key went up before the page was there: then the microphone is not opened at all.
          if (!up) return end(null);
          order({ stop: true });
          limit = setTimeout(() => end(null), closeAfterMs);
        },
      };
    },
  };
}

/** The input devices as the page sees them, for systems without a program to ask. Never rejects; null: no answer. */
export function listThroughWindow(preload: string): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const window = createCaptureWindow(preload, () => resolve(null));
  window.once('closed', () => resolve(null));
  const limit = setTimeout(() => resolve(null), listWithinMs);
  const heard = onCapture(window, ({ kind, microphones }) => {
    if (kind === 'up') window.webContents.send('event', { name: 'capture', payload: { list: true } });
    else if (kind === 'microphones') resolve(microphones);
  });
  return promise.finally(() => {
    clearTimeout(limit);
    heard[Symbol.dispose]();
    if (!window.isDestroyed()) window.destroy();
  });
}

/** Names of DOMException that getUserMedia rejects with. */
function captureFailure(reason: string): AppError {
  if (reason === 'NotAllowedError' || reason === 'SecurityError')
    return new AppError('microphone_denied', 'The system does not let Sotto use the microphone.');
  if (reason === 'NotFoundError' || reason === 'OverconstrainedError')
    return new AppError('microphone_missing', 'There is no such microphone.');
  if (reason === 'NotReadableError' || reason === 'AbortError')
    return new AppError('microphone_busy', 'The microphone can\u2019t be opened now.');
  return new AppError('recorder_died', `The hidden recorder window failed${reason ? ` (${reason})` : ''}.`);
}
