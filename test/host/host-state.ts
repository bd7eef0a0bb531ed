// What the host knows about this run: set once by boot.ts, read by the modules of the API. No API of Electron in here.
import type { AppRoot } from './app-root.ts';

export interface HostSettings {
  readonly root: AppRoot;
  readonly executable: string;
  /** The environment, read once at the entry. */
  readonly env: NodeJS.ProcessEnv;
  /** Undefined: no X server, Chromium runs headless. */
  readonly display: string | undefined;
  readonly debuggingPort: number | undefined;
}

let settings: HostSettings | undefined;

export function setHostSettings(given: HostSettings): void {
  settings = given;
}

/** @throws outside of the host (a unit test that imports `electron`) */
export function hostSettings(): HostSettings {
  if (settings === undefined)
    throw new Error('electron host: not started through its executable (test/host/dist/electron)');
  return settings;
}
