// A folder that nobody else can read, for audio on its way through a converter. Gone when its owner is done.
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

export interface TemporaryFolder extends AsyncDisposable {
  file(name: string): string;
}

/** mkdtemp makes it with mode 0700. */
export async function temporaryFolder(parent: string | undefined): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(parent ?? tmpdir(), 'audio-'));
  return {
    file: (name) => join(path, name),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

export async function spool(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const target = createWriteStream(path, { mode: 0o600, flags: 'wx' });
  await pipeline(bytes, target, signal === undefined ? {} : { signal });
}
