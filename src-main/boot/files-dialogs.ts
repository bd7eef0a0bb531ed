// Dialogs that save or open files for the window's commands.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app, dialog } from 'electron';
import { AppError } from '../contract/app-error.ts';
import type { TakeStore } from '../takes/take-store.ts';

/** Text files that a person chose are read whole, up to this size. */
const largestBytes = 5_000_000;

export async function readChosenText(path: string): Promise<string> {
  const bytes = await readFile(path);
  if (bytes.length > largestBytes)
    throw new AppError('file_unreadable', 'The file is too large to be a settings file.');
  return bytes.toString('utf8');
}

/** Asks for a folder and writes one file a take; null when the person changed their mind. */
export async function saveExport(
  takes: TakeStore,
  ids: readonly string[],
  format: 'txt' | 'json' | 'srt' | 'audio',
): Promise<readonly string[] | null> {
  const { filePaths, canceled } = await dialog.showOpenDialog({
    defaultPath: join(app.getPath('documents')),
    properties: ['openDirectory', 'createDirectory'],
  });
  const [folder] = filePaths;
  return canceled || !folder ? null : await takes.exportTakes(ids, format, folder);
}
