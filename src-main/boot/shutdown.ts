// Quits once and cleanly: the first `will-quit` is held back, everything that was opened is closed in reverse (a running
// take first: it is kept), bounded in time. A crash takes the same way and then offers to start again.
import { app, dialog } from 'electron';
import { relaunchWith } from '../desktop/relaunch.ts';
import { type Locale, type Words, words } from '../desktop/words.ts';
import type { Log } from '../lib/log.ts';
import { redactText } from '../lib/redact.ts';

const longestMs = 5000;

export interface ShutDownOptions {
  readonly stack: AsyncDisposableStack;
  readonly log: Log;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly locale: () => Locale;
}

/** @returns what closes everything without quitting, for who replaces this app by another */
export function shutDownWith({ stack, log, env, locale }: ShutDownOptions): () => Promise<void> {
  let closed = false;
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closing ??= Promise.race([
      stack.disposeAsync(),
      new Promise<void>((resolve) => setTimeout(resolve, longestMs).unref()),
    ])
      .catch((error: unknown) => log.error('closing failed', { error }))
      .finally(() => {
        closed = true;
      });
    return closing;
  };
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void close().then(() => app.exit(0));
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());

  let crashed = false;
  const crash = (error: unknown): void => {
    log.error('unexpected fault', { error });
    if (crashed) return;
    crashed = true;
    void close()
      .then(() => offerRestart(error, words[locale()], env))
      .catch((cause: unknown) => {
        log.error('a restart could not be offered', { error: cause });
        app.exit(1);
      });
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  // Chromium starts its own again (graphics, network, sound); the key hook has its keeper (hotkeys/hook.ts).
  app.on('child-process-gone', (_event, { type, reason, name, exitCode }) => {
    if (reason !== 'clean-exit') log.warn('child process gone', { type, reason, name, exitCode });
  });
  return close;
}

async function offerRestart(error: unknown, t: Words, env: ShutDownOptions['env']): Promise<void> {
  const message = redactText(error instanceof Error ? error.message : String(error));
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: 'Sotto',
    message: t.crashed,
    detail: `${t.crashedDetail}\n\n${message}`,
    buttons: [t.restart, t.close],
    defaultId: 0,
    cancelId: 1,
  });
  if (response === 0) relaunchWith(env);
  app.exit(1);
}
