// What a BrowserWindow needs from the place where its page is shown: an X window, or nothing at all in headless mode.

export interface SurfaceEvents {
  focus(): void;
  blur(): void;
  bounds(bounds: Electron.Rectangle): void;
  minimize(): void;
  restore(): void;
}

export interface WindowSurface {
  show(bounds: Electron.Rectangle, active: boolean): void;
  hide(): void;
  focus(): void;
  setBounds(bounds: Electron.Rectangle): void;
  setAlwaysOnTop(on: boolean): void;
  setIgnoreMouse(on: boolean): void;
  /** Where the window may draw and be clicked, in its own pixels; nothing means everywhere. */
  setShape(rectangles: readonly Electron.Rectangle[]): void;
  setTitle(title: string): void;
  minimize(): void;
  restore(): void;
  end(): void;
}

/** How a window differs from an ordinary one (electron.d.ts, BrowserWindowConstructorOptions). */
export interface SurfaceLook {
  readonly frame: boolean;
  /** false on Linux: the window does not deal with the window manager at all and is never focused. */
  readonly focusable: boolean;
  readonly transparent: boolean;
  readonly skipTaskbar: boolean;
  readonly alwaysOnTop: boolean;
  readonly resizable: boolean;
  readonly type: string | undefined;
  readonly minWidth: number;
  readonly minHeight: number;
  readonly className: string;
}
