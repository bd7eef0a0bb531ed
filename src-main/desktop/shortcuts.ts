// Grabs keys so that they never reach the focused program. globalShortcut repeats while the key is held and has no
// key-up (electron.d.ts, GlobalShortcut): the key room filters and adds the hook.
import { globalShortcut } from 'electron';

export interface GrabbedKeys extends Disposable {
  /** @returns false when another program has the key, or when the accelerator is not one. */
  grab(accelerator: string, onPress: () => void): boolean;
  release(accelerator: string): void;
  /** While the settings page records a key, no key of ours may fire. */
  suspend(on: boolean): void;
}

export function createGrabbedKeys(): GrabbedKeys {
  return {
    grab: (accelerator, onPress) => {
      try {
        return globalShortcut.register(accelerator, onPress);
      } catch {
        return false; // Electron throws a TypeError for what is no accelerator
      }
    },
    release: (accelerator) => globalShortcut.unregister(accelerator),
    suspend: (on) => globalShortcut.setSuspended(on),
    [Symbol.dispose]: () => globalShortcut.unregisterAll(),
  };
}
