// Replaces auth.json whole or not at all: temporary file, 0600, fsync, rename. The official program writes the same file
// in place and without a lock, so what it writes at the same moment is looked for before and after. Call it under
// the lock only. It must not know what a refresh is.
import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CodexError } from '../errors.ts';
import { type AuthDocument, formatAuthDocument, parseAuthDocument } from './auth-document.ts';
import { errnoOf, readAuthText } from './read-auth-file.ts';

/** From what the file holds now to what it shall hold; `undefined`: leave it as it is. */
export type AuthFileChange = (current: AuthDocument | undefined) => AuthDocument | undefined;

const maxRounds = 20;

/**
 * `change` may be asked more than once, whenever somebody else wrote in between. Returns whether anything was written.
 * Throws `login_unreadable` and the system's errors.
 */
export async function replaceAuthFile(path: string, change: AuthFileChange): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.tmp`;
  /** What somebody else wrote into the file that we had just replaced. */
  let displaced: AuthDocument | undefined;
  let ours: string | undefined;
  for (let round = 0; round < maxRounds; round += 1) {
    const before = await readAuthText(path);
    if (before?.text !== ours) displaced = undefined; // They wrote once more, where it counts.
    const wanted = displaced === undefined ? change(before?.document) : (change(displaced) ?? displaced);
    if (wanted === undefined) return false;
    const text = formatAuthDocument(wanted);
    await writeTemporary(temporary, text, path);
    const swapped = await swapIn(temporary, path, before?.text);
    if (swapped === 'changed-before') continue;
    if (swapped === 'done') return true;
    displaced = swapped;
    ours = text;
  }
  await rm(temporary, { force: true });
  throw new CodexError(
    'login_unreadable',
    `The login file ${path} is being rewritten all the time; close other programs.`,
  );
}

/** Removes what a writer that died left behind, and `more`. Under the lock only. */
export function removeLeftovers(path: string, ...more: readonly string[]): void {
  for (const file of [`${path}.tmp`, ...more]) rmSync(file, { force: true });
}

async function writeTemporary(temporary: string, text: string, beside: string): Promise<void> {
  await rm(temporary, { force: true });
  await using file = await open(temporary, 'wx', 0o600);
  await file.writeFile(text);
  // Root renewing somebody's login must not take the file away from them.
  if (process.getuid?.() === 0) {
    const owner = await stat(beside).catch(() => stat(dirname(beside)));
    if (owner.uid !== 0) await file.chown(owner.uid, owner.gid);
  }
  await file.sync();
}

/**
 * Renames if the file still reads `expected`. The old file stays open meanwhile: whoever opened it for writing before
 * the rename has truncated it by then, which shows in the old file afterwards, and nothing of theirs is lost.
 */
async function swapIn(
  temporary: string,
  path: string,
  expected: string | undefined,
): Promise<'done' | 'changed-before' | AuthDocument> {
  const old = openOrAbsent(path);
  try {
    if ((old === undefined ? undefined : textOf(old)) !== expected) return 'changed-before';
    const isSameFile = (await renameOver(temporary, path)) === 'rewritten';
    syncFolder(dirname(path));
    if (old === undefined || isSameFile) return 'done';
    for (const deadline = performance.now() + 2000; ; await wait(5)) {
      const now = textOf(old);
      if (now === expected) return 'done';
      const theirs = parseAuthDocument(now);
      if (theirs !== undefined) return theirs;
      if (performance.now() > deadline) return 'done'; // Truncated and never written: its writer died.
    }
  } finally {
    if (old !== undefined) closeSync(old);
  }
}

async function renameOver(temporary: string, path: string): Promise<'renamed' | 'rewritten'> {
  for (let tries = 0; ; tries += 1) {
    try {
      renameSync(temporary, path);
      return 'renamed';
    } catch (cause) {
      const code = errnoOf(cause);
      const isWindows = process.platform === 'win32';
      if (isWindows && tries < 50 && (code === 'EPERM' || code === 'EACCES' || code === 'EBUSY')) {
        await wait(20); // Somebody reads it without sharing; they will be done soon.
        continue;
      }
      // A single file mounted into a container can't be replaced, only rewritten.
      if (code !== 'EBUSY' && code !== 'EXDEV') throw cause;
      rewriteInPlace(path, readFileSync(temporary));
      rmSync(temporary, { force: true });
      return 'rewritten';
    }
  }
}

function rewriteInPlace(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'r+');
  try {
    // One write, then the cut: a reader never sees an empty file.
    writeSync(file, bytes, 0, bytes.length, 0);
    ftruncateSync(file, bytes.length);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function openOrAbsent(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined;
    throw cause;
  }
}

/** From the start, whatever the position. */
function textOf(file: number): string {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const chunk = Buffer.alloc(16 * 1024);
    const count = readSync(file, chunk, 0, chunk.length, at);
    if (count === 0) return Buffer.concat(chunks).toString('utf8');
    chunks.push(chunk.subarray(0, count));
    at += count;
  }
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return; // Folders can't be opened there; NTFS journals the rename.
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
