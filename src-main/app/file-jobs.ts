// Files that were dropped, chosen or named: each becomes a take of its own. A few at once, in the order in which they
// came, with progress, cancel and retry; a file that can't be used says why and stops nobody. Knows ports only.
import { randomUUID } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError, errorReport, toAppError } from '../contract/app-error.ts';
import type { FileJob } from '../contract/events.ts';

export interface FileWork {
  readonly takeId?: string;
  readonly empty: boolean;
}

export interface FileJobsOptions {
  /** Transcribes one file into history. Throws AppError. */
  readonly transcribe: (
    path: string,
    on: {
      readonly signal: AbortSignal;
      readonly progress: (state: FileJob['state'], share: number, takeId?: string) => void;
    },
  ) => Promise<FileWork>;
  /** Told at once, then at most every 50 ms (later with thousands of files, since each telling holds them all). */
  readonly onChange: (jobs: readonly FileJob[]) => void;
  /** A retry that worked took the place of a take of the same file that had not. */
  readonly onSuperseded?: (takeId: string) => void;
  readonly atOnce?: number;
}

interface Job {
  view: FileJob;
  readonly path: string;
  abort: AbortController;
  /** What attempts before this one left in history. */
  readonly earlierTakes: string[];
}

/** Folders are searched this deep; a dropped home folder must not become a million jobs. */
const deepest = 8;
const mostFiles = 5000;
const tellEveryMs = 50;

export class FileJobs implements AsyncDisposable {
  readonly #options: FileJobsOptions;
  readonly #jobs = new Map<string, Job>();
  readonly #running = new Set<Promise<void>>();
  #telling: NodeJS.Timeout | null = null;
  #untold = false;
  #over = false;

  constructor(options: FileJobsOptions) {
    this.#options = options;
  }

  get list(): readonly FileJob[] {
    return [...this.#jobs.values()].map((job) => job.view);
  }

  /** Waiting or in work. */
  get busy(): number {
    return this.list.filter((job) => ['queued', 'reading', 'sending', 'waiting'].includes(job.state)).length;
  }

  async add(paths: readonly string[]): Promise<readonly FileJob[]> {
    const added: FileJob[] = [];
    for (const path of paths) {
      for (const file of await filesUnder(path)) {
        const job: Job = {
          path: file.path,
          abort: new AbortController(),
          earlierTakes: [],
          view: { id: randomUUID(), name: basename(file.path), bytes: file.bytes, state: 'queued', progress: 0 },
        };
        if (file.error) job.view = { ...job.view, state: 'failed', error: errorReport(file.error) };
        this.#jobs.set(job.view.id, job);
        added.push(job.view);
      }
    }
    this.#changed();
    this.#startNext();
    return added;
  }

  cancel(id: string): void {
    const job = this.#jobs.get(id);
    if (!job) return;
    job.abort.abort();
    if (job.view.state === 'queued') this.#show(job, { state: 'cancelled' });
  }

  retry(id: string): void {
    const job = this.#jobs.get(id);
    if (job?.view.state !== 'failed' && job?.view.state !== 'cancelled') return;
    job.abort = new AbortController();
    const { error: _error, takeId, ...rest } = job.view;
    if (takeId !== undefined) job.earlierTakes.push(takeId);
    job.view = { ...rest, state: 'queued', progress: 0 };
    this.#changed();
    this.#startNext();
  }

  /** Takes what has ended off the list. */
  clear(): void {
    for (const [id, job] of this.#jobs) {
      if (['done', 'empty', 'failed', 'cancelled'].includes(job.view.state)) this.#jobs.delete(id);
    }
    this.#changed();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over = true; // who waits must not move up into the places that become free now
    for (const job of this.#jobs.values()) job.abort.abort(new AppError('app_not_running', 'Sotto ended.'));
    await Promise.allSettled(this.#running);
    if (this.#telling) clearTimeout(this.#telling);
  }

  #startNext(): void {
    while (!this.#over && this.#running.size < (this.#options.atOnce ?? 3)) {
      const job = [...this.#jobs.values()].find(({ view }) => view.state === 'queued');
      if (!job) return;
      this.#show(job, { state: 'reading' });
      const work = this.#run(job);
      this.#running.add(work);
      void work.finally(() => {
        this.#running.delete(work);
        this.#startNext();
      });
    }
  }

  async #run(job: Job): Promise<void> {
    const { signal } = job.abort;
    try {
      const { takeId, empty } = await this.#options.transcribe(job.path, {
        signal,
        progress: (state, progress, takeId) =>
          this.#show(job, { state, progress, ...(takeId === undefined ? {} : { takeId }) }),
      });
      this.#show(job, { state: empty ? 'empty' : 'done', progress: 1, ...(takeId === undefined ? {} : { takeId }) });
      for (const earlier of job.earlierTakes.splice(0)) this.#options.onSuperseded?.(earlier);
    } catch (thrown) {
      if (signal.aborted) this.#show(job, { state: 'cancelled' });
      else this.#show(job, { state: 'failed', error: errorReport(toAppError(thrown)) });
    }
  }

  #show(job: Job, part: Partial<FileJob>): void {
    job.view = { ...job.view, ...part };
    this.#changed();
  }

  #changed(): void {
    if (this.#telling) {
      this.#untold = true;
      return;
    }
    this.#untold = false;
    this.#options.onChange(this.list);
    this.#telling = setTimeout(
      () => {
        this.#telling = null;
        if (this.#untold) this.#changed();
      },
      tellEveryMs + this.#jobs.size / 10,
    );
  }
}

interface FoundFile {
  readonly path: string;
  readonly bytes: number;
  readonly error?: AppError;
}

async function filesUnder(path: string, depth = 0): Promise<FoundFile[]> {
  try {
    const facts = await stat(path);
    if (facts.isFile()) return [{ path, bytes: facts.size }];
    if (!facts.isDirectory())
      throw new AppError('file_unreadable', `"${basename(path)}" is neither a file nor a folder.`);
    if (depth >= deepest) return [];
    const found: FoundFile[] = [];
    for (const name of (await readdir(path)).sort()) {
      if (name.startsWith('.') || found.length >= mostFiles) continue;
      found.push(...(await filesUnder(join(path, name), depth + 1)));
    }
    return found;
  } catch (cause) {
    if (cause instanceof AppError) return [{ path, bytes: 0, error: cause }];
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const error = missing
      ? new AppError('file_not_found', `"${basename(path)}" is not there any more.`, { cause })
      : new AppError('file_unreadable', `"${basename(path)}" can\u2019t be read.`, { cause });
    return [{ path, bytes: 0, error }];
  }
}
