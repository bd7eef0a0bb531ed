// Looks for noted secrets in files. Knows which files are there to hold a login.
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { SecretBook } from './secret-book.ts';

/** Larger files are recordings. */
const largestBytes = 5_000_000;

/** Login files, one of several in some tests, and what a renewal keeps beside them for a moment. */
const meantForSecrets = /^auth(?:-\w+)?\.json(?:\.(?:tmp|refresh|new))?$/;

/** @returns files below (or at) `path` in which a secret stands that isn't meant to be there */
export function filesWithSecrets(path: string, book: SecretBook): string[] {
  try {
    const stat = lstatSync(path);
    if (stat.isDirectory()) return readdirSync(path).flatMap((name) => filesWithSecrets(join(path, name), book));
    if (!stat.isFile() || stat.size > largestBytes || meantForSecrets.test(basename(path))) return [];
    return book.find(readFileSync(path, 'latin1')) === undefined ? [] : [path];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // of the file system
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return []; // gone, or a test's locked folder
    throw error;
  }
}
