// A folder for uploads that nobody else can read. Each file goes with its request, the folder with the server; what a
// crash left behind goes when the next server starts.
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const prefix = 'sotto-uploads-';
/** Made by this process. What else bears its id was left by one before it: in a container they all have the same. */
const ours = new Set<string>();

export interface UploadFolder extends AsyncDisposable {
  readonly path: string;
  /** A name that is not in use. */
  newPath(): string;
}

export async function openUploadFolder(parent: string): Promise<UploadFolder> {
  await removeOrphans(parent);
  // In one turn, so that no other server of this process sees it in between. Mode 0700.
  const path = mkdtempSync(join(parent, `${prefix}${process.pid}-`));
  ours.add(path);
  return {
    path,
    newPath: () => join(path, `upload-${randomBytes(12).toString('hex')}`),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

async function removeOrphans(parent: string): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    const pid = Number(/^sotto-uploads-(\d+)-\w+$/.exec(name)?.[1]);
    const path = join(parent, name);
    if (!Number.isInteger(pid) || ours.has(path) || (pid !== process.pid && isAlive(pid))) continue;
    // Another user's can't be removed, and is not ours to remove.
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
