// Who works on a take: this process, another one that is alive, or one that died. Each store holds an exclusive lock on a
// tiny SQLite file of its own; the kernel gives it back when the process dies, however it dies. A process number would
// not do: numbers come again, and only Linux tells cheaply when a process began. Where these locks don't work, SQLite
// itself doesn't.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const youngMs = 10_000;
const shape = /^\d+-[0-9a-f]{8}$/;

export class OwnerLock implements Disposable {
  /** `<process number>-<random>`, as it stands in rows. */
  readonly owner: string;
  readonly #folder: string;
  #lock: DatabaseSync | null = null;

  constructor(folder: string) {
    this.#folder = folder;
    this.owner = `${process.pid}-${randomBytes(4).toString('hex')}`;
  }

  /** Throws what the disk or SQLite throws. */
  hold(): void {
    if (this.#lock) return;
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const lock = new DatabaseSync(this.#path(this.owner), { timeout: 0 });
    try {
      lock.exec('pragma journal_mode = memory; begin exclusive');
    } catch (thrown) {
      lock.close();
      throw thrown;
    }
    this.#lock = lock;
  }

  /** Whether somebody else who is alive works under this name. */
  isAliveElsewhere(owner: string | null): boolean {
    if (owner === null || owner === this.owner || !shape.test(owner)) return false;
    let probe: DatabaseSync;
    try {
      probe = new DatabaseSync(this.#path(owner), { timeout: 0, readOnly: true });
    } catch {
      return false; // no file: it ended in good order
    }
    try {
      probe.exec('select count(*) from sqlite_schema');
      return false;
    } catch {
      return true; // busy: its lock is held
    } finally {
      probe.close();
    }
  }

  /** Removes the files of the dead; young ones may belong to somebody who is just about to lock them. */
  sweep(): void {
    for (const name of readdirSync(this.#folder)) {
      const owner = name.replace(/\.lock$/, '');
      if (!shape.test(owner) || owner === this.owner || this.isAliveElsewhere(owner)) continue;
      const madeAt = statSync(this.#path(owner), { throwIfNoEntry: false })?.mtimeMs ?? 0;
      if (Date.now() - madeAt > youngMs) rmSync(this.#path(owner), { force: true });
    }
  }

  [Symbol.dispose](): void {
    if (!this.#lock) return;
    this.#lock.close();
    this.#lock = null;
    rmSync(this.#path(this.owner), { force: true });
  }

  #path(owner: string): string {
    return join(this.#folder, `${owner}.lock`);
  }
}
