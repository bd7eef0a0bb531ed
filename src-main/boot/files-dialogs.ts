// Dialogs that save or open files for the window's commands.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app, dialog } from 'electron';
import { AppError } from '../contract/app-error.ts';
import type { ExportResult } from '../contract/commands.ts';
import type { TakeStore } from '../takes/take-store.ts';

/** Text files that a person chose are read whole, up to this size. */
const largestBytes = 5_000_000;

export async function readChosenText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new AppError('file_unreadable', `${path} can\u2019t be read.`, { cause });
  });
  if (bytes.length > largestBytes)
    throw new AppError('file_unreadable', 'The file is too large to be a settings file.');
  return bytes.toString('utf8');
}

/** For this user only. */
export async function saveText(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600 }).catch((cause: unknown) => {
    throw new AppError('storage_failed', `${path} can\u2019t be written.`, {
      cause,
      hint: 'Choose another folder, or free some space.',
    });
  });
}

/** Asks for a folder and writes the takes there; null when the person changed their mind. */
export async function saveExport(
  takes: TakeStore,
  ids: readonly string[],
  format: 'txt' | 'json' | 'srt' | 'audio',
): Promise<ExportResult | null> {
  const { filePaths, canceled } = await dialog.showOpenDialog({
    defaultPath: join(app.getPath('documents')),
    properties: ['openDirectory', 'createDirectory'],
  });
  const [folder] = filePaths;
  if (canceled || !folder) return null;
  const { files, skipped } = await takes.exportTakes(ids, format, folder);
  const [first] = skipped;
  if (files.length === 0 && first)
    throw new AppError(first.error.code, first.error.message, { hint: first.error.hint });
  return { files: files.length, skipped: skipped.length };
}
