// The audio of all takes: files on disk, and what the disk has refused so far, as one. Raw samples are kept as they came
// (a header would have to be mended after every crash); what plays them gets a computed WAV header in front. Knows no rows.
import { constants, copyFileSync, createWriteStream, mkdirSync, rmSync, statSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../contract/app-error.ts';
import { AudioFile } from './audio-file.ts';
import type { Ballast } from './ballast.ts';
import { storageFailure } from './storage-failure.ts';
import type { StoredTake } from './stored-take.ts';
import { takeFiles } from './take-files.ts';
import { type PlayableAudio, playable, wavAudio } from './wav-file.ts';

export interface AudioShelfOptions {
  readonly takesFolder: string;
  readonly ballast: Ballast;
  readonly onTrouble: (id: string, error: AppError) => void;
  readonly syncEveryMs?: number | undefined;
}

export class AudioShelf implements AsyncDisposable {
  readonly #options: AudioShelfOptions;
  /** Being recorded, or not wholly on disk. */
  readonly #open = new Map<string, AudioFile>();
  readonly #closing = new Set<Promise<void>>();

  constructor(options: AudioShelfOptions) {
    this.#options = options;
  }

  /** Samples of this take may come from now on. The file is made at once, so that the first sample waits for nothing. */
  begin(id: string): AudioFile {
    const known = this.#open.get(id);
    if (known) return known;
    const file = new AudioFile(
      takeFiles(this.#options.takesFolder, id).pcm,
      {
        onTrouble: (error) => this.#options.onTrouble(id, error),
        ...(this.#options.syncEveryMs === undefined ? {} : { syncEveryMs: this.#options.syncEveryMs }),
      },
      this.#bytesToBeSeen(id),
    );
    if (this.#options.ballast.isSpent)
      file.hold(new AppError('disk_full', 'The disk is full; takes are kept in memory.'));
    else file.open();
    this.#open.set(id, file);
    return file;
  }

  /** No more samples for now. What the disk refused stays in memory until `drain`. */
  close(id: string): void {
    const file = this.#open.get(id);
    if (!file) return;
    if (file.trouble && this.#options.ballast.hasRoomFor(file.bytesInMemory)) file.drain();
    file.close();
    const settled = file.settled.finally(() => this.#closing.delete(settled));
    this.#closing.add(settled);
    if (file.bytesInMemory === 0) this.#open.delete(id);
  }

  /** Bytes of samples, wherever they are. */
  bytes(id: string): number {
    return this.#open.get(id)?.bytes ?? this.#bytesToBeSeen(id);
  }

  bytesOnDisk(id: string): number {
    return statSync(takeFiles(this.#options.takesFolder, id).pcm, { throwIfNoEntry: false })?.size ?? 0;
  }

  isInMemory(id: string): boolean {
    return (this.#open.get(id)?.bytesInMemory ?? 0) > 0;
  }

  trouble(id: string): AppError | null {
    return this.#open.get(id)?.trouble ?? null;
  }

  isOpen(id: string): boolean {
    return this.#open.has(id);
  }

  /** Whether any samples wait for the disk. */
  get waits(): boolean {
    return [...this.#open.values()].some((file) => file.bytesInMemory > 0);
  }

  /** Writes what waits. @returns the takes that are wholly on disk now. */
  drain(): readonly string[] {
    const drained: string[] = [];
    for (const [id, file] of this.#open) {
      if (file.bytesInMemory === 0 && !file.trouble) continue;
      if (this.#options.ballast.hasRoomFor(file.bytesInMemory) && file.drain()) drained.push(id);
    }
    return drained;
  }

  /** Forgets a file that is wholly on disk and was closed before it was. */
  settle(id: string): void {
    const file = this.#open.get(id);
    if (file?.isClosed && file.bytesInMemory === 0) this.close(id);
  }

  /** Syncs that were begun. */
  async settled(): Promise<void> {
    await Promise.all(this.#closing);
  }

  /** Samples from byte to byte, end excluded and clipped. Throws what the file system throws. */
  async read(id: string, start: number, end: number): Promise<Buffer> {
    const live = this.#open.get(id);
    const onDisk = live ? live.bytesOnDisk : this.bytesOnDisk(id);
    const memory = live && end > onDisk ? live.inMemory(start, end) : Buffer.alloc(0); // before any await: it may move
    const fromDisk = await readPart(takeFiles(this.#options.takesFolder, id).pcm, start, Math.min(end, onDisk));
    return memory.byteLength === 0 ? fromDisk : Buffer.concat([fromDisk, memory]);
  }

  /** As a file that players understand: the file as it came, or samples behind a WAV header. */
  playable(id: string, sampleRate: number, original: StoredTake['original']): PlayableAudio {
    if (original === null) return wavAudio(sampleRate, this.bytes(id), (start, end) => this.read(id, start, end));
    const path = takeFiles(this.#options.takesFolder, id).original(original.extension);
    return playable(original.contentType, statSync(path).size, (start, end) => readPart(path, start, end));
  }

  /** A file that can be shown and opened. Samples get a WAV file beside them, which goes when they go. */
  async shownFile(id: string, audio: PlayableAudio, original: StoredTake['original']): Promise<string> {
    const files = takeFiles(this.#options.takesFolder, id);
    if (original !== null) return files.original(original.extension);
    const made = statSync(files.wav, { throwIfNoEntry: false });
    if (made?.size === audio.totalBytes) return files.wav;
    const temporary = `${files.wav}.${process.pid}.tmp`;
    await pipeline(audio.pieces(), createWriteStream(temporary, { mode: 0o600 }));
    await rename(temporary, files.wav);
    return files.wav;
  }

  /** Keeps a file as it came, beside the samples if there are any. Throws what the file system throws. */
  keepOriginal(id: string, path: string, extension: string): number {
    const files = takeFiles(this.#options.takesFolder, id);
    mkdirSync(files.folder, { recursive: true, mode: 0o700 });
    const kept = files.original(extension);
    copyFileSync(path, kept, constants.COPYFILE_FICLONE);
    return statSync(kept).size;
  }

  /** The audio is gone, in memory and on disk. */
  remove(id: string, originalExtension?: string): void {
    this.#open.get(id)?.drop();
    this.#open.delete(id);
    const files = takeFiles(this.#options.takesFolder, id);
    rmSync(files.pcm, { force: true });
    rmSync(files.wav, { force: true });
    if (originalExtension !== undefined) rmSync(files.original(originalExtension), { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const id of this.#open.keys()) this.close(id);
    await this.settled();
  }

  /** None where the disk refuses to tell: whoever writes or reads there next says why. */
  #bytesToBeSeen(id: string): number {
    try {
      return this.bytesOnDisk(id);
    } catch (thrown) {
      if (!storageFailure(thrown)) throw thrown;
      return 0;
    }
  }
}

async function readPart(path: string, start: number, end: number): Promise<Buffer> {
  if (end <= start) return Buffer.alloc(0);
  await using file = await open(path, 'r');
  const buffer = Buffer.allocUnsafe(end - start);
  let filled = 0;
  while (filled < buffer.byteLength) {
    const { bytesRead } = await file.read(buffer, filled, buffer.byteLength - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
