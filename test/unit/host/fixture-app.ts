// The fixture app under test: started on a desktop or without one, and asked for what it has seen.
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { pollUntil } from '../../desktop/poll-until.ts';
import { launchElectron } from '../../host/launch.ts';

export const fixtureFolder = join(import.meta.dirname, '..', '..', 'host', 'fixture');

/** The bridge of fixture/preload.cjs, for functions that run in its pages. */
export interface FixturePage {
  readonly fixture: {
    invoke(channel: string, ...args: unknown[]): Promise<unknown>;
    send(channel: string, ...args: unknown[]): void;
    sendSync(channel: string, ...args: unknown[]): unknown;
    on(channel: string, listener: (...args: unknown[]) => void): () => void;
    pathOf(file: unknown): string;
    unknown(): void;
  };
}

export interface FixtureApp extends AsyncDisposable {
  readonly electron: ElectronApplication;
  readonly configFolder: string;
  readonly env: NodeJS.ProcessEnv;
  seen(): Promise<string[]>;
  /** Resolves when the app has seen something that contains `text`. */
  sees(text: string): Promise<string>;
  /** The page at app://fixture/<name>.html, loaded. */
  page(name: 'window' | 'overlay'): Promise<Page>;
  run(name: 'openMainWindow' | 'openOverlay' | 'makeTray' | 'turnTrayGreen' | 'startChild'): Promise<void>;
}

export async function startFixture(env: NodeJS.ProcessEnv, args: readonly string[] = []): Promise<FixtureApp> {
  const configFolder = await mkdtemp(join(tmpdir(), 'host-fixture-'));
  const temporaryFolder = join(configFolder, 'tmp');
  await mkdir(temporaryFolder);
  const ownEnv = { ...env, XDG_CONFIG_HOME: configFolder, TMPDIR: temporaryFolder };
  const electron = await launchElectron({ app: fixtureFolder, args, env: ownEnv });
  const output: string[] = [];
  electron.process().stderr?.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  const seen = () => electron.evaluate(() => (globalThis as unknown as { seen: string[] }).seen); // set by fixture/main.ts
  return {
    electron,
    configFolder,
    env: ownEnv,
    seen,
    sees: (text) => pollUntil(`the app sees ${text}`, async () => (await seen()).find((line) => line.includes(text))),
    page: async (name) => {
      const address = new RegExp(`/${name}\\.html$`);
      const found = await pollUntil(`the page ${name}`, () =>
        electron.windows().find((page) => address.test(page.url())),
      );
      await found.waitForLoadState();
      return found;
    },
    run: (name) =>
      electron.evaluate((_electron, task) => {
        const tasks = globalThis as unknown as Record<typeof task, () => void>; // set by fixture/main.ts
        tasks[task]();
      }, name),
    [Symbol.asyncDispose]: async () => {
      await electron.close();
      const left = await readdir(temporaryFolder);
      if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`);
      await rm(configFolder, { recursive: true, force: true });
      const complaints = output
        .join('')
        .split('\n')
        .filter((line) => line.startsWith('electron host:'));
      if (complaints.length > 0) throw new Error(complaints.join('\n'));
    },
  };
}
