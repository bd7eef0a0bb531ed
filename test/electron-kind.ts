// Which Electron is there: the real binary, or the compatible host on the system's Chromium. Tests, `npm start` and the
// demo ask here, so that the answer is the same and is always said.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export type ElectronKind = 'real Electron' | 'the Electron-compatible host';

const binary: Readonly<Record<string, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

export function realElectron(root: string): string | null {
  const path = join(root, 'node_modules/electron/dist', binary[process.platform] ?? 'electron');
  return existsSync(path) ? path : null;
}

export function electronKind(root: string): ElectronKind {
  return realElectron(root) && !process.env.SOTTO_TEST_HOST ? 'real Electron' : 'the Electron-compatible host';
}

/** For ELECTRON_OVERRIDE_DIST_PATH; undefined when the real one runs. */
export function hostFolder(root: string): string | undefined {
  return electronKind(root) === 'real Electron' ? undefined : join(root, 'test/host/dist');
}
