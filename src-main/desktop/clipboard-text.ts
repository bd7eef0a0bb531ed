// A text as it goes on the clipboard, with a word to those who keep a history of it. PURE.
// Sources: Electron's docs/api/clipboard.md (raw formats), Microsoft's "Cloud Clipboard and Clipboard History Formats",
// nspasteboard.org. On Linux the X11 and Wayland clipboards have a hint of their own (insertion/).

const hints: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  /** The first one does it, for the history and for other machines; the others are what some programs look at. */
  win32: ['ExcludeClipboardContentFromMonitorProcessing', 'CanIncludeInClipboardHistory', 'CanUploadToCloudClipboard'],
  darwin: ['org.nspasteboard.TransientType', 'org.nspasteboard.ConcealedType'],
};

/** Contents by type, for one ClipboardItem. */
export function clipboardText(
  text: string,
  keepOutOfHistory: boolean,
  platform: NodeJS.Platform,
): Record<string, string | Blob> {
  const names = keepOutOfHistory ? (hints[platform] ?? []) : [];
  const no = new Blob([new Uint8Array(4)]); // a DWORD; elsewhere that the format is there says it all
  const said = names.map((name) => [`electron application/osclipboard;format="${name}"`, no] as const);
  return { 'text/plain': text, ...Object.fromEntries(said) };
}
