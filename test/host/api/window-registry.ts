// Which windows are there; kept apart from BrowserWindow so that app and webContents need not import it.

export interface RegisteredWindow {
  readonly id: number;
  close(): void;
  destroy(): void;
  isDestroyed(): boolean;
}

const windows = new Map<number, RegisteredWindow>();
let nextId = 1;

export function nextWindowId(): number {
  return nextId++;
}

export const windowRegistry = {
  add(window: RegisteredWindow): void {
    windows.set(window.id, window);
  },
  /** @returns true when that was the last one */
  remove(window: RegisteredWindow): boolean {
    return windows.delete(window.id) && windows.size === 0;
  },
  all(): RegisteredWindow[] {
    return [...windows.values()];
  },
};
