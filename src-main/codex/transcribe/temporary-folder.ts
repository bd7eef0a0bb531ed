// A folder that nobody else can read, for audio on its way through a converter. Gone when its owner is done.
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { untilAborted } from '../credentials/until-aborted.ts';

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

/** An empty file for the owner alone, which a program is to write: by itself it would let others read it. */
export async function privateFile(path: string): Promise<string> {
  await writeFile(path, '', { mode: 0o600, flag: 'wx' });
  return path;
}

export async function spool(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const target = createWriteStream(path, { mode: 0o600, flags: 'wx' });
  try {
    // Not pipeline's own signal: it waits for a source that may never say another word.
    await untilAborted(pipeline(bytes, target), signal, 'Transcribing');
  } catch (thrown) {
    target.destroy();
    throw thrown;
  }
}
