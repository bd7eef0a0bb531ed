// The clipboard as the inserter sees it. Adapters: X11 selections, wl-clipboard, xclip (all in this room) and Electron's
// clipboard (desktop room). Texts are never logged. PURE: types only.

export type Selection = 'clipboard' | 'primary';

export interface SavedFormat {
  readonly selection: Selection;
  /** MIME type, or the platform's own name of the format ("UTF8_STRING"). */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** What lay on the clipboard, in every format that could be had in time. No formats: it was empty. */
export interface SavedClipboard {
  readonly formats: readonly SavedFormat[];
  /** Selections that were looked at; only these are written back. */
  readonly selections: readonly Selection[];
}

export interface WriteOptions {
  /** Ask clipboard histories not to keep this text, where the platform has a way to say so. */
  readonly keepOutOfHistory: boolean;
  /** Linux: also write the PRIMARY selection. Ignored elsewhere. */
  readonly primary: boolean;
}

export interface WrittenText {
  /**
   * Only where the platform says who reads (X11 selections). Called right before the chord; resolves true as soon as
   * the program with this window reads the text, false after `timeoutMs`. Reads of clipboard histories don't count.
   */
  readonly readBy?: (nativeWindow: number | null, timeoutMs: number, signal?: AbortSignal) => Promise<boolean>;
  /** How often the target has read the text since `readBy` was called, and how long ago it last asked for anything. */
  readonly reads?: () => { readonly count: number; readonly quietMs: number };
}

export interface Clipboard {
  /** Bounded in time; formats that don't come are left out. Never changes anything. */
  save(options: { readonly primary: boolean }, signal?: AbortSignal): Promise<SavedClipboard>;
  /** Resolves when a reader would get this text. @throws AppError clipboard_failed. */
  write(text: string, options: WriteOptions): Promise<WrittenText>;
  /** False as soon as anybody (the user included) put something else there. */
  stillOurs(text: string): Promise<boolean>;
  /** @throws AppError clipboard_failed. */
  restore(saved: SavedClipboard): Promise<void>;
}
