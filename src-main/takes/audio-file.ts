// The samples of one take on their way to disk. append() hands them to the kernel before it returns, so the death of the
// process loses nothing; a sync about once a second, off the hot path, bounds what a loss of power can take. When the
// disk refuses, samples go on in memory, in order and without limit but the memory itself, until it accepts them again.
import { closeSync, fdatasync, fsync, mkdirSync, open, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { AppError } from '../contract/app-error.ts';
import { storageFailure } from './storage-failure.ts';

export interface AudioFileOptions {
  /** Told when the disk refuses. Not called for the same trouble again. */
  readonly onTrouble?: (error: AppError) => void;
  /** About how long samples may lie in the kernel's hands only. */
  readonly syncEveryMs?: number;
}

export class AudioFile {
  readonly path: string;
  readonly #options: AudioFileOptions;
  #fd: number | null = null;
  #written = 0;
  #synced = 0;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #trouble: AppError | null = null;
  /** Code of the trouble that was told of last. */
  #told: string | null = null;
  #timer: NodeJS.Timeout | null = null;
  #syncing: Promise<void> = Promise.resolve();
  #dropped = false;
  #closed = false;

  /** @param written bytes that lie in the file already */
  constructor(path: string, options: AudioFileOptions = {}, written = 0) {
    this.path = path;
    this.#options = options;
    this.#written = written;
    this.#synced = written;
  }

  /** On disk and in memory. */
  get bytes(): number {
    return this.#written + this.#waitingBytes;
  }

  get bytesOnDisk(): number {
    return this.#written;
  }

  get bytesInMemory(): number {
    return this.#waitingBytes;
  }

  /** No samples are expected (drain may have opened the file again all the same). */
  get isClosed(): boolean {
    return this.#closed;
  }

  get trouble(): AppError | null {
    return this.#trouble;
  }

  /** Makes the file, so that opening it costs nothing when the first sample comes. Trouble is kept, not thrown. */
  open(): void {
    this.#guard(() => this.#descriptor());
  }

  /** Samples go to memory until `drain`, as if the disk had refused with this. */
  hold(why: AppError): void {
    this.#trouble = why;
    this.#told = why.code;
    this.#options.onTrouble?.(why);
  }

  append(pcm: Uint8Array): void {
    if (this.#dropped || pcm.byteLength === 0) return;
    this.#closed = false;
    // Order: nothing may overtake what waits.
    if (this.#waitingBytes > 0 || this.#trouble)
      this.#keep(Buffer.from(pcm)); // a copy: the caller may use its buffer again
    else this.#write(pcm);
  }

  /** Writes what waits in memory. @returns true when nothing waits any more. */
  drain(): boolean {
    if (this.#dropped) return true;
    this.#trouble = null;
    this.open();
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (const part of waiting) {
      if (this.#trouble) this.#keep(part);
      else this.#write(part);
    }
    if (this.#trouble) return false;
    this.#told = null;
    return true;
  }

  /** A copy of a part, from disk or memory. Bytes beyond the end are left out. */
  inMemory(start: number, end: number): Buffer {
    const all = Buffer.concat(this.#waiting);
    return all.subarray(Math.max(0, start - this.#written), Math.max(0, end - this.#written));
  }

  /** No more samples for now; a later append opens the file again. The sync goes on in the background: see `settled`. */
  close(): void {
    this.#closed = true;
    this.#letGo();
  }

  /** The take is gone: nothing more is written or kept. */
  drop(): void {
    this.#dropped = true;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.close();
  }

  /** Syncs that were begun. */
  get settled(): Promise<void> {
    return this.#syncing;
  }

  #write(pcm: Uint8Array): void {
    let at = 0;
    this.#guard(() => {
      const fd = this.#descriptor();
      // A full disk shows first as a short write, then as ENOSPC.
      while (at < pcm.byteLength) {
        const count = writeSync(fd, pcm, at, pcm.byteLength - at);
        at += count;
        this.#written += count;
      }
    });
    if (at < pcm.byteLength) this.#keep(Buffer.from(pcm.subarray(at)));
    else this.#startTimer();
  }

  #keep(part: Buffer): void {
    this.#waiting.push(part);
    this.#waitingBytes += part.byteLength;
  }

  #descriptor(): number {
    if (this.#fd === null) {
      const folder = dirname(this.path);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      this.#fd = openSync(this.path, 'a', 0o600);
      this.#syncing = this.#syncing.then(() => syncFolder(folder));
    }
    return this.#fd;
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      const error = storageFailure(thrown);
      if (!error) throw thrown;
      this.#trouble = error;
      this.#letGo(); // the next try opens the file anew: the disk may have been mounted again meanwhile
      if (this.#told === error.code) return;
      this.#told = error.code;
      this.#options.onTrouble?.(error);
    }
  }

  #letGo(): void {
    this.#stopTimer();
    const fd = this.#fd;
    if (fd === null) return;
    this.#fd = null;
    const needed = this.#written > this.#synced;
    this.#synced = this.#written;
    this.#syncing = this.#syncing.then(() => sync(fd, needed)).then(() => closeSync(fd));
  }

  #startTimer(): void {
    this.#timer ??= setInterval(() => this.#syncNow(), this.#options.syncEveryMs ?? 1000).unref();
  }

  #stopTimer(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  #syncNow(): void {
    const fd = this.#fd;
    if (fd === null || this.#synced === this.#written) return;
    this.#synced = this.#written;
    this.#syncing = this.#syncing.then(() => sync(fd, true));
  }
}

/** A sync that fails changes nothing that could be mended here: the next write says what is wrong. */
function sync(fd: number, needed: boolean): Promise<void> {
  return needed ? new Promise((resolve) => fdatasync(fd, () => resolve())) : Promise.resolve();
}

/** The name of a new file survives a loss of power only when its folder was synced. Windows can't, and needn't. */
function syncFolder(folder: string): Promise<void> {
  return new Promise((resolve) => {
    open(folder, 'r', (failure, fd) => {
      if (failure) resolve();
      else
        fsync(fd, () => {
          closeSync(fd);
          resolve();
        });
    });
  });
}
