// Where the bytes of an upload go: into memory while they are few, else into a temporary file with mode 0600 that is gone
// when the upload is disposed. Most speech is short, and what never touches the disk can't be left there.
import { createWriteStream, type WriteStream } from 'node:fs';
import { unlink, writeFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { HeldBytes } from './held-bytes.ts';
import type { UploadedAudio } from './ports.ts';

/** Between parser and disk: with the default of 16 KiB every chunk would wait for the one before. */
const bufferedBytes = 1024 * 1024;

export interface UploadSinkOptions {
  /** Names a file that is not there yet. */
  readonly newPath: () => string;
  /** Up to here nothing is written. */
  readonly heldBytes: number;
}

export class UploadSink extends Writable {
  readonly #newPath: () => string;
  readonly #heldBytes: number;
  /** Undefined: everything is in the file. */
  #held: HeldBytes | undefined = new HeldBytes();
  #file: WriteStream | undefined;
  #made: Promise<void> | undefined;
  #name: string | undefined;
  #length = 0;

  constructor({ newPath, heldBytes }: UploadSinkOptions) {
    super({ highWaterMark: bufferedBytes });
    this.#newPath = newPath;
    this.#heldBytes = heldBytes;
  }

  get sizeBytes(): number {
    return this.#length;
  }

  /** When all has come. */
  get audio(): UploadedAudio {
    if (this.#held === undefined) return { kind: 'file', path: this.#path };
    const { parts } = this.#held;
    return {
      kind: 'parts',
      parts,
      asFile: async () => {
        this.#made ??= writeFile(this.#path, parts, { flag: 'wx', mode: 0o600 });
        await this.#made;
        return this.#path;
      },
    };
  }

  get #path(): string {
    this.#name ??= this.#newPath();
    return this.#name;
  }

  /** Removes the file, if there is one. */
  async remove(): Promise<void> {
    this.destroy();
    if (this.#file === undefined && this.#made === undefined) return;
    await finished(this).catch(() => undefined); // a file that is still being opened would come after its removal
    await this.#made?.catch(() => undefined);
    await unlink(this.#path).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return; // never came to be
      throw error;
    });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#length += chunk.length;
    if (this.#held !== undefined && this.#length <= this.#heldBytes) {
      this.#held.add(chunk);
      done();
      return;
    }
    const file = this.#file ?? this.#open();
    for (const part of this.#held?.parts ?? []) file.write(part);
    this.#held = undefined;
    if (file.write(chunk)) done();
    else file.once('drain', done);
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#file === undefined) done();
    else this.#file.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const file = this.#file;
    if (file === undefined || file.closed) {
      done(error);
      return;
    }
    file.once('close', () => done(error));
    file.destroy();
  }

  #open(): WriteStream {
    const file = createWriteStream(this.#path, { flags: 'wx', mode: 0o600, highWaterMark: bufferedBytes });
    file.on('error', (error) => this.destroy(error));
    this.#file = file;
    return file;
  }
}
