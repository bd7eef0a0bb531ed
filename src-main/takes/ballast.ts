// A megabyte that is given up when the disk is full, so that rows and sidecars of the takes at hand can still be written.
// Samples don't get it: they would use it up in half a minute, they wait in memory.

import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storageFailure } from './storage-failure.ts';

const ballastBytes = 1 << 20;
/** Room that must be left beside the ballast before it is laid down, and before waiting samples may be written. */
const roomBytes = 4 * ballastBytes;

export class Ballast {
  readonly #folder: string;
  readonly #path: string;
  #isSpent = false;

  constructor(folder: string) {
    this.#folder = folder;
    this.#path = join(folder, '.ballast');
  }

  /** It was given up and not laid down again: what room there is belongs to rows. */
  get isSpent(): boolean {
    return this.#isSpent;
  }

  /** Lays it down when there is room enough. Random, so that no file system folds it away. */
  take(): void {
    if (existsSync(this.#path) || this.freeBytes() < roomBytes) return;
    try {
      writeFileSync(this.#path, randomBytes(ballastBytes), { mode: 0o600 });
      this.#isSpent = false;
    } catch (thrown) {
      if (!storageFailure(thrown)) throw thrown;
      this.drop();
    }
  }

  /** @returns true when room was made. */
  drop(): boolean {
    if (!existsSync(this.#path)) return false;
    try {
      rmSync(this.#path, { force: true });
      this.#isSpent = true;
      return true;
    } catch (thrown) {
      if (!storageFailure(thrown)) throw thrown;
      return false;
    }
  }

  /** What the file system says is free for us; 0 when it can't be asked. */
  freeBytes(): number {
    try {
      const { bavail, bsize } = statfsSync(this.#folder);
      return bavail * bsize;
    } catch {
      return 0;
    }
  }

  /** Whether so many bytes can be written without using up what rows need. */
  hasRoomFor(bytes: number): boolean {
    return this.freeBytes() >= bytes + ballastBytes / 4;
  }
}
