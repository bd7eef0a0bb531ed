// server.json: address and key of the server, for programs of the same user. Written whole or not at all, mode 0600.
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const contents = z.object({
  /** Null while the server is off. */
  address: z.string().nullable().catch(null),
  key: z.string().regex(/^sotto_[\w-]{43,}$/),
});
export type ServerFile = z.infer<typeof contents>;

/** Null when there is none, or none that can be used: a new one is made then. */
export async function readServerFile(path: string): Promise<ServerFile | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  try {
    return contents.parse(JSON.parse(text));
  } catch {
    return null; // half a file or another program's: nothing in it is worth keeping
  }
}

/** Throws the file system's errors. */
export async function writeServerFile(path: string, file: ServerFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(file, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await chmod(temporary, 0o600); // whatever the umask took
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
