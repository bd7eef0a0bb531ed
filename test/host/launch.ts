// Starts an app through Playwright's own `_electron`, on the host unless Electron's binary is there.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from '@playwright/test';

const hostFolder = join(import.meta.dirname, 'dist');
const electronFolder = join(import.meta.dirname, '..', '..', 'node_modules', 'electron', 'dist');

export type ElectronKind = 'electron' | 'host';

/** Which of the two runs the app; a report must name it. */
export const electronKind: ElectronKind = existsSync(join(electronFolder, 'electron')) ? 'electron' : 'host';

/** The executable itself, for tests that start it without Playwright. */
export const electronExecutable = join(electronKind === 'host' ? hostFolder : electronFolder, 'electron');

export interface LaunchOptions {
  /** Folder with package.json, or a main module. */
  readonly app: string;
  readonly args?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** What the app's process needs to find this Node; Playwright itself must find the host. */
export function launchEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  if (electronKind === 'host') process.env.ELECTRON_OVERRIDE_DIST_PATH = hostFolder;
  const all = { ...env, ELECTRON_HOST_NODE: process.execPath, ELECTRON_OVERRIDE_DIST_PATH: hostFolder };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

export function launchElectron(options: LaunchOptions): Promise<ElectronApplication> {
  const env = launchEnvironment(options.env);
  const args = [options.app, ...(options.args ?? [])];
  return _electron.launch({ args, env, timeout: 30_000, ...(options.cwd === undefined ? {} : { cwd: options.cwd }) });
}
