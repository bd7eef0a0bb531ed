// The key hook in the app's own process, where macOS needs it: with every key that goes down libuiohook waits until the
// main thread's run loop has looked up its character (`dispatch_sync_f` on the main queue, darwin/input_hook.c). Electron
// runs that loop in the main process only: in a utility process the first key would be waited with for ever, no release
// would ever be told, and the user's keys would hang until the system takes the hook out. Speaks hook-protocol.ts as the
// process does.
import type { UiohookKeyboardEvent } from 'uiohook-napi';
import { isSingleModifier, parseAccelerator } from './accelerator.ts';
import { nowMs } from './event-time.ts';
import type { HookChild } from './hook.ts';
import { type FromHook, readToHook, type Watch } from './hook-protocol.ts';
import { hookKeyOf, type KeySign, KeyWatch, type WatchedKey } from './key-watch.ts';

/** What of uiohook-napi's `uIOhook` is used. */
export interface RawHook {
  on(event: 'keydown', listener: (key: UiohookKeyboardEvent) => void): unknown;
  on(event: 'keyup', listener: (key: UiohookKeyboardEvent) => void): unknown;
  on(event: 'mousedown', listener: () => void): unknown;
  removeAllListeners(): unknown;
  /** Throws when the system refuses it. */
  start(): void;
}

export const hookRunsHere = (platform: NodeJS.Platform): boolean => platform === 'darwin';

export const loadUiohook = async (): Promise<RawHook> => (await import('uiohook-napi')).uIOhook;

/**
 * Once it runs, it runs until the app ends: `stop` waits in the main thread for the hook's own, which may at that moment
 * wait for the main thread with a key. Without listeners it does nothing.
 */
const running = new WeakSet<RawHook>();

export function launchHookHere(load: () => Promise<RawHook>): HookChild {
  const watch = new KeyWatch();
  let hear: (message: FromHook) => void = () => undefined;
  let hook: RawHook | null = null;
  let over = false;
  // Never before the one who asked goes on: he expects an answer from elsewhere.
  const say = (message: FromHook): void => queueMicrotask(() => void (over || hear(message)));
  const tell = (signs: readonly KeySign[], sure: boolean): void => {
    for (const { id, kind } of signs) say({ type: 'key', id, kind, sure, at: nowMs() });
  };
  const begin = async (): Promise<void> => {
    try {
      hook = await load();
    } catch (error) {
      say({ type: 'failed', why: 'not-installed', detail: firstLine(error) });
      return;
    }
    if (over) return;
    hook.on('keydown', (key) => tell(watch.see(hookKeyOf('down', key)), false));
    hook.on('keyup', (key) => tell(watch.see(hookKeyOf('up', key)), false));
    hook.on('mousedown', () => tell(watch.seeClick(), false));
    try {
      if (!running.has(hook)) hook.start();
      running.add(hook);
    } catch (error) {
      say({ type: 'failed', why: 'refused', detail: firstLine(error) });
      return;
    }
    say({ type: 'ready' });
  };
  void begin();
  return {
    send: (raw) => {
      const message = readToHook(raw);
      if (message?.type === 'ping') say({ type: 'pong' });
      if (message?.type === 'reset') tell(watch.release(), true);
      if (message?.type !== 'watch') return;
      const keys = message.watches.flatMap(watchedKey);
      tell(watch.watch(keys), true);
      say({ type: 'watching', ids: keys.map(({ id }) => id) });
    },
    onMessage: (listener) => {
      hear = listener;
    },
    onExit: () => undefined, // it ends with the app
    kill: () => {
      if (over) return;
      over = true;
      hook?.removeAllListeners();
    },
  };
}

function watchedKey({ id, accelerator, anyModifiers = false }: Watch): WatchedKey[] {
  const parsed = parseAccelerator(accelerator, process.platform);
  if (!parsed) return []; // the app judged it before
  return [
    { id, hookCode: parsed.key.hook, modifiers: parsed.modifiers, alone: isSingleModifier(parsed), anyModifiers },
  ];
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1).join();
