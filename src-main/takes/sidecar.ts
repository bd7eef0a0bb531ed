// The sidecar of a take: everything of its row, text included, as JSON beside the audio, so that history can be built
// anew when the database is damaged. Checked when read: a file may be old, torn or edited. PURE.
import { z } from 'zod';
import { isErrorCode } from '../contract/error-table.ts';
import type { Take } from '../contract/take.ts';
import type { StoredTake } from './stored-take.ts';
import { isTakeId } from './take-id.ts';

const report = z.object({
  code: z.string().refine(isErrorCode),
  message: z.string(),
  hint: z.string(),
  retryAfterMs: z.number().optional(),
});

const segment = z.object({
  index: z.number(),
  startMs: z.number(),
  endMs: z.number(),
  overlapMs: z.number(),
  state: z.enum(['open', 'waiting', 'sending', 'done', 'failed']),
  text: z.string().optional(),
  error: report.optional(),
});

const take = z.object({
  id: z.string().refine(isTakeId),
  source: z.enum(['dictation', 'file', 'server', 'cli']),
  state: z.enum(['recording', 'recorded', 'transcribing', 'done', 'empty', 'failed', 'discarded']),
  createdAt: z.number().int().min(0),
  durationMs: z.number().min(0),
  sampleRate: z.number().int().min(1),
  text: z.string(),
  originalText: z.string().optional(),
  language: z.string().optional(),
  device: z.string().optional(),
  target: z.string().optional(),
  fileName: z.string().optional(),
  insertion: z.enum(['pasted', 'copied', 'none']),
  emptyReason: z.enum(['no-frames', 'digital-silence', 'noise-only', 'nothing-recognised']).optional(),
  error: report.optional(),
  retryAt: z.number().optional(),
  starred: z.boolean(),
  practice: z.boolean(),
  audio: z.enum(['kept', 'removed', 'memory']),
  segments: z.array(segment),
  timings: z.record(z.string(), z.number()),
});

const sidecar = z.object({
  version: z.literal(1),
  take,
  queued: z.boolean(),
  attempts: z.number().int().min(0),
  owner: z.string().nullable(),
  deletedAt: z.number().nullable(),
  audioBytes: z.number().min(0),
  original: z.object({ extension: z.string(), contentType: z.string() }).nullable(),
  revision: z.number().int().min(0),
});

export function sidecarText(stored: StoredTake): string {
  const { seq: _seq, ...rest } = stored;
  return JSON.stringify({ version: 1, ...rest });
}

/** null: not a sidecar of this version. `seq` is given anew by the table. */
export function readSidecar(text: string): StoredTake | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = sidecar.safeParse(value);
  if (!parsed.success) return null;
  const { version: _version, ...rest } = parsed.data;
  return { ...rest, seq: 0, take: rest.take as Take }; // the schema is the shape of Take, code by code
}
