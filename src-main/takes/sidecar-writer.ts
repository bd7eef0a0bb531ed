// Writes sidecars a moment after their rows, off the hot path, each through a temporary file and a rename. Which ones are
// due stands in the database itself, in the same transaction as the change: a crash in between delays a sidecar, it
// never loses one.
import { mkdir, open, rename, rm } from 'node:fs/promises';
import type { Log } from '../lib/log.ts';
import { sidecarText } from './sidecar.ts';
import { storageFailure } from './storage-failure.ts';
import type { StoredTake } from './stored-take.ts';
import { takeFiles } from './take-files.ts';

export interface SidecarSource {
  readonly takesFolder: string;
  /** The row as it is now; null when the take is gone. */
  read(id: string): StoredTake | null;
  written(id: string, revision: number): void;
  readonly log: Log;
}

export class SidecarWriter {
  readonly #source: SidecarSource;
  readonly #due = new Set<string>();
  #work: Promise<void> | null = null;

  constructor(source: SidecarSource) {
    this.#source = source;
  }

  /** Many changes of one take in a row become one file. */
  want(id: string): void {
    this.#due.add(id);
    this.#work ??= this.#run();
  }

  /** When nothing is due any more. */
  async idle(): Promise<void> {
    while (this.#work) await this.#work;
  }

  async #run(): Promise<void> {
    try {
      await new Promise((resolve) => setImmediate(resolve));
      for (const id of this.#due) {
        this.#due.delete(id);
        await this.#tryToWrite(id);
      }
    } finally {
      this.#work = null; // in the same turn as the look that found nothing due: no wish falls in between
    }
  }

  async #tryToWrite(id: string): Promise<void> {
    try {
      await this.#write(id);
    } catch (thrown) {
      // It stays due in the database and is written at the next change or the next start.
      if (!storageFailure(thrown)) throw thrown;
      this.#source.log.debug('sidecar not written', { take: id });
    }
  }

  async #write(id: string): Promise<void> {
    const stored = this.#source.read(id);
    const files = takeFiles(this.#source.takesFolder, id);
    if (!stored) return;
    const temporary = `${files.sidecar}.${process.pid}.tmp`;
    try {
      await mkdir(files.folder, { recursive: true, mode: 0o700 });
      const file = await open(temporary, 'w', 0o600);
      try {
        await file.writeFile(sidecarText(stored));
        await file.datasync();
      } finally {
        await file.close();
      }
      if (this.#source.read(id) === null) return await rm(temporary, { force: true }); // deleted meanwhile
      await rename(temporary, files.sidecar);
    } catch (thrown) {
      await rm(temporary, { force: true });
      throw thrown;
    }
    if (this.#source.read(id) === null) await rm(files.sidecar, { force: true });
    else this.#source.written(id, stored.revision);
  }
}
