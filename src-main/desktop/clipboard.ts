// Electron's clipboard (asynchronous since Electron 44) for the insertion room, on macOS and Windows and as a fallback on
// Linux. Every format that Chromium gives is saved and written back; private formats of programs can't be read by it.
import { ClipboardItem, clipboard } from 'electron';
import { AppError } from '../contract/app-error.ts';
import type { Clipboard, SavedClipboard, SavedFormat, Selection } from '../insertion/clipboard.ts';
import { clipboardText } from './clipboard-text.ts';

const of = (selection: Selection): Electron.Clipboard =>
  selection === 'primary' && process.platform === 'linux' ? clipboard.selection : clipboard;

export function createElectronClipboard(): Clipboard {
  return {
    save: async ({ primary }) => {
      const selections: Selection[] =
        primary && process.platform === 'linux' ? ['clipboard', 'primary'] : ['clipboard'];
      const formats = await Promise.all(selections.map(read));
      return { formats: formats.flat(), selections };
    },
    write: async (text, { keepOutOfHistory, primary }) => {
      try {
        await put(text, keepOutOfHistory);
        if (primary && process.platform === 'linux') await clipboard.selection.writeText(text);
        if ((await clipboard.readText()) !== text) throw new Error('another text was read back');
      } catch (cause) {
        throw new AppError('clipboard_failed', 'The text could not be put on the clipboard.', { cause });
      }
      return {};
    },
    stillOurs: async (text) => (await clipboard.readText()) === text,
    restore: async (saved) => {
      try {
        for (const selection of saved.selections) await write(selection, saved);
      } catch (cause) {
        throw new AppError('clipboard_failed', 'What was on the clipboard before could not be put back.', { cause });
      }
    },
  };
}

async function put(text: string, keepOutOfHistory: boolean): Promise<void> {
  const contents = clipboardText(text, keepOutOfHistory, process.platform);
  if (Object.keys(contents).length === 1) return await clipboard.writeText(text);
  // In one go: histories take what comes first. And without the hints rather than not at all.
  await clipboard.write([new ClipboardItem(contents)]).catch(() => clipboard.writeText(text));
}

async function read(selection: Selection): Promise<SavedFormat[]> {
  const found: SavedFormat[] = [];
  for (const item of await of(selection).read()) {
    for (const type of item.types) {
      const value = await item.getType(type);
      if (value instanceof Blob) found.push({ selection, type, bytes: new Uint8Array(await value.arrayBuffer()) });
    }
  }
  return found;
}

async function write(selection: Selection, { formats }: SavedClipboard): Promise<void> {
  const mine = formats.filter((format) => format.selection === selection);
  if (mine.length === 0) {
    of(selection).clear();
    return;
  }
  const blobs = mine.map(({ type, bytes }) => [type, new Blob([new Uint8Array(bytes)], { type })] as const);
  await of(selection).write([new ClipboardItem(Object.fromEntries(blobs))]);
}
