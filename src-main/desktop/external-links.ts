// The only file that opens the user's browser or file manager.
import { shell } from 'electron';
import { AppError } from '../contract/app-error.ts';
import { isAllowedExternal } from './page-address.ts';

/** @param extraOrigins a sign-in server that the user has configured. */
export async function openInBrowser(address: string, extraOrigins: readonly string[] = []): Promise<void> {
  if (!isAllowedExternal(address, extraOrigins))
    throw new AppError('usage', `Sotto does not open ${URL.parse(address)?.host ?? 'this address'}.`);
  await shell.openExternal(address);
}

export function showInFolder(path: string): void {
  shell.showItemInFolder(path);
}
