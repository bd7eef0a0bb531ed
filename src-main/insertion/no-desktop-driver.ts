// Where there is no desktop, or none that lets us press keys: texts are copied, and the user is told so.
import { AppError } from '../contract/app-error.ts';
import type { DesktopDriver } from './driver.ts';

export const noDesktopDriver: DesktopDriver = {
  name: 'none',
  tellsWindows: false,
  can: async () => ({ chord: false, type: false, primary: false }),
  active: async () => null,
  activate: async () => 'unknown',
  settle: async () => undefined,
  hasKeys: async () => false,
  press: async () => {
    throw new AppError('paste_failed', 'There is no desktop to press keys on.');
  },
  type: async () => {
    throw new AppError('paste_failed', 'There is no desktop to type on.');
  },
  [Symbol.dispose]: () => undefined,
};
