// Takes as files for other programs: text, JSON, subtitles where segments have times, audio. Never overwrites a file.
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError, type ErrorReport, errorReport, toAppError } from '../contract/app-error.ts';
import type { Take } from '../contract/take.ts';
import { subtitles } from './subtitles.ts';
import type { PlayableAudio } from './wav-file.ts';

export type ExportFormat = 'txt' | 'json' | 'srt' | 'audio';

export interface Exported {
  /** Paths of the files that were written. */
  readonly files: readonly string[];
  /** Takes that have nothing to give in this format, and why. */
  readonly skipped: readonly { readonly id: string; readonly error: ErrorReport }[];
}

export interface ExportSource {
  get(id: string): Take | null;
  /** Throws AppError when there is none. */
  audio(id: string): PlayableAudio;
  /** File extension of what `audio` gives. */
  audioExtension(id: string): string;
}

/** Rejects with what the file system says when the folder can't be written. */
export async function exportTakes(
  source: ExportSource,
  ids: readonly string[],
  format: ExportFormat,
  folder: string,
): Promise<Exported> {
  const files: string[] = [];
  const skipped: { id: string; error: ErrorReport }[] = [];
  const together: Take[] = [];
  for (const id of ids) {
    try {
      const take = source.get(id);
      if (!take) throw new AppError('take_not_found', `There is no take ${id}.`);
      if (format === 'json') together.push(take);
      else files.push(await exportOne(source, take, format, folder));
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      skipped.push({ id, error: errorReport(toAppError(thrown)) });
    }
  }
  if (together.length > 0) {
    const name = together.length === 1 && together[0] ? fileStem(together[0]) : 'Sotto takes';
    files.push(await writeNew(folder, name, 'json', [JSON.stringify({ version: 1, takes: together }, null, 2)]));
  }
  return { files, skipped };
}

async function exportOne(
  source: ExportSource,
  take: Take,
  format: Exclude<ExportFormat, 'json'>,
  folder: string,
): Promise<string> {
  if (format === 'audio') {
    return await writeNew(folder, fileStem(take), source.audioExtension(take.id), source.audio(take.id).pieces());
  }
  if (take.text === '') throw new AppError('invalid_request', 'This take has no text.');
  return await writeNew(folder, fileStem(take), format, [format === 'srt' ? subtitles(take) : `${take.text}\n`]);
}

/** "2026-11-21 14.03.22 Slack": local time, sortable, allowed on every file system. */
export function fileStem(take: Take): string {
  const at = new Date(take.createdAt);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}.${two(at.getMinutes())}.${two(at.getSeconds())}`;
  const about = (take.fileName ? basename(take.fileName).replace(/\.[^.]*$/, '') : (take.target ?? ''))
    .replace(/[^\p{L}\p{N} ._-]/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[ .]+|[ .]+$/g, '')
    .slice(0, 60)
    .trim();
  return [day, time, about].filter((part) => part !== '').join(' ');
}

async function writeNew(
  folder: string,
  stem: string,
  extension: string,
  pieces: Iterable<string> | AsyncIterable<Buffer>,
): Promise<string> {
  for (let copy = 1; ; copy += 1) {
    const path = join(folder, `${stem}${copy === 1 ? '' : ` (${copy})`}.${extension}`);
    try {
      await using file = await open(path, 'wx', 0o600);
      for await (const piece of pieces) await file.write(typeof piece === 'string' ? Buffer.from(piece) : piece);
      return path;
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
    }
  }
}
