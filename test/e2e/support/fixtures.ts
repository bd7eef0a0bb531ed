// What every end-to-end spec gets: a virtual desktop and a stand-in service for the whole worker, a keyboard, and the
// hotkey's hold as a person does it.
import { cpSync, lstatSync } from 'node:fs';
import { basename } from 'node:path';
import { test as base } from '@playwright/test';
import type { AppState } from '../../../src-main/contract/state.ts';
import { type Keyboard, startKeyboard } from '../../desktop/keyboard.ts';
import { playIntoMicrophone } from '../../desktop/play-into-microphone.ts';
import { startVirtualDesktop, type VirtualDesktop } from '../../desktop/virtual-desktop.ts';
import { electronKind } from '../../electron-kind.ts';
import { speak } from '../../standin/fsk-encode.ts';
import { type Standin, startStandin } from '../../standin/standin.ts';
import { holdHotkey, releaseHotkey } from './hotkey.ts';
import { type LaunchOptions, launchSotto, root, type SottoApp } from './launch-sotto.ts';

interface WorkerFixtures {
  readonly desktop: VirtualDesktop;
  readonly keyboard: Keyboard;
}

export interface Hands {
  readonly app: SottoApp;
  readonly keyboard: Keyboard;
  readonly desktop: VirtualDesktop;
}

interface TestFixtures {
  readonly standin: Standin;
  /** Starts the app; it is closed when the test ends. */
  readonly launch: (options?: LaunchOptions) => Promise<SottoApp>;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  desktop: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's pattern
    async ({}, use) => {
      console.log(`end-to-end specs run on ${electronKind(root)}`);
      await using desktop = await startVirtualDesktop({ tray: true });
      await use(desktop);
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  keyboard: [
    async ({ desktop }, use) => {
      await using keyboard = await startKeyboard(desktop.env);
      await use(keyboard);
    },
    { scope: 'worker' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's pattern
  standin: async ({}, use) => {
    await using standin = await startStandin();
    await use(standin);
  },
  launch: async ({ desktop, standin }, use, testInfo) => {
    await using stack = new AsyncDisposableStack();
    const homes = new Set<string>();
    await use(async (options) => {
      const app = stack.use(await launchSotto(desktop, standin, options));
      homes.add(app.home);
      return app;
    });
    if (testInfo.status !== testInfo.expectedStatus)
      for (const home of homes) keepForLooking(home, testInfo.outputPath(basename(home)));
  },
});

export { expect } from '@playwright/test';

/** Logs, rows and recordings of an app that failed its test; not its login. */
function keepForLooking(home: string, folder: string): void {
  const wanted = (path: string): boolean => {
    const found = lstatSync(path, { throwIfNoEntry: false }); // the app may still be at work
    return basename(path) !== 'codex' && (found?.isFile() || found?.isDirectory()) === true;
  };
  cpSync(home, folder, { recursive: true, filter: wanted });
}

/** Holds the key until the app says "Speak". @returns the state of that moment */
export async function holdAndWait({ app, keyboard }: Pick<Hands, 'app' | 'keyboard'>): Promise<AppState> {
  const before = (await app.state()).dictation?.takeId;
  await holdHotkey(keyboard);
  return await app.until(
    'the microphone to deliver',
    ({ phase, dictation }) => phase === 'recording' && dictation?.takeId !== before,
  );
}

/** Speaks into the virtual microphone; resolves when the last word was heard. */
export async function say(desktop: VirtualDesktop, said: string | Int16Array): Promise<void> {
  const samples = typeof said === 'string' ? speak(said, { leadMs: 20 }) : said;
  const pcm = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  const playback = await playIntoMicrophone({ pcm, sampleRateHz: 16_000 }, { env: desktop.env });
  await playback.done;
}

/** Holds the key, speaks once the app says "Speak", lets go when the last word was heard. */
export async function dictate({ app, keyboard, desktop }: Hands, said: string | Int16Array): Promise<void> {
  await holdAndWait({ app, keyboard });
  await say(desktop, said);
  await releaseHotkey(keyboard);
}
