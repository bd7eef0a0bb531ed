// One row of `takes` to and from a StoredTake. The only file that knows the column names by heart.
import type { SQLOutputValue } from 'node:sqlite';
import type { Take } from '../contract/take.ts';
import type { StoredTake } from './stored-take.ts';

export type Row = Record<string, SQLOutputValue>;

export const columns = [
  'seq', 'id', 'source', 'state', 'created_at', 'duration_ms', 'sample_rate', 'text', 'original_text', 'language',
  'device', 'target', 'file_name', 'insertion', 'empty_reason', 'error', 'retry_at', 'starred', 'practice', 'audio',
  'audio_bytes', 'original', 'segments', 'timings', 'queued', 'attempts', 'owner', 'deleted_at', 'revision',
] as const; // biome-ignore format: names read better in lines

export function toRow(stored: StoredTake): (string | number | null)[] {
  const { take } = stored;
  return [
    stored.seq,
    take.id,
    take.source,
    take.state,
    take.createdAt,
    take.durationMs,
    take.sampleRate,
    take.text,
    take.originalText ?? null,
    take.language ?? null,
    take.device ?? null,
    take.target ?? null,
    take.fileName ?? null,
    take.insertion,
    take.emptyReason ?? null,
    take.error ? JSON.stringify(take.error) : null,
    take.retryAt ?? null,
    take.starred ? 1 : 0,
    take.practice ? 1 : 0,
    take.audio === 'memory' ? 'kept' : take.audio, // what is in memory is this process's affair
    stored.audioBytes,
    stored.original ? JSON.stringify(stored.original) : null,
    JSON.stringify(take.segments),
    JSON.stringify(take.timings),
    stored.queued ? 1 : 0,
    stored.attempts,
    stored.owner,
    stored.deletedAt,
    stored.revision,
  ];
}

export function fromRow(row: Row): StoredTake {
  return {
    take: takeFromRow(row),
    seq: Number(row.seq),
    owner: row.owner === null ? null : String(row.owner),
    queued: row.queued === 1,
    attempts: Number(row.attempts),
    deletedAt: row.deleted_at === null ? null : Number(row.deleted_at),
    audioBytes: Number(row.audio_bytes),
    original: row.original === null ? null : JSON.parse(String(row.original)),
    revision: Number(row.revision),
  };
}

function takeFromRow(row: Row): Take {
  const text = (value: SQLOutputValue | undefined): string => String(value ?? '');
  const optional = <K extends string>(key: K, value: SQLOutputValue | undefined): { [P in K]?: string } =>
    (value === null || value === undefined ? {} : { [key]: String(value) }) as { [P in K]?: string }; // one known key
  return {
    id: text(row.id),
    source: text(row.source),
    state: text(row.state),
    createdAt: Number(row.created_at),
    durationMs: Number(row.duration_ms),
    sampleRate: Number(row.sample_rate),
    text: text(row.text),
    ...optional('originalText', row.original_text),
    ...optional('language', row.language),
    ...optional('device', row.device),
    ...optional('target', row.target),
    ...optional('fileName', row.file_name),
    insertion: text(row.insertion),
    ...optional('emptyReason', row.empty_reason),
    ...(row.error === null ? {} : { error: JSON.parse(text(row.error)) }),
    ...(row.retry_at === null ? {} : { retryAt: Number(row.retry_at) }),
    starred: row.starred === 1,
    practice: row.practice === 1,
    audio: text(row.audio),
    segments: JSON.parse(text(row.segments)),
    timings: JSON.parse(text(row.timings)),
  } as Take; // only toRow writes these columns, from a Take; foreign data comes in through sidecar.ts, which checks it
}
