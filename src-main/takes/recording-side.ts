// The store while a take is made: begun, filled, finished, heard or not, inserted. Save before deliver: samples before the
// row, the row before the upload, the text before the insertion.
import type { AppError } from '../contract/app-error.ts';
import type { Take } from '../contract/take.ts';
import type { StoreCore } from './store-core.ts';
import * as changes from './take-changes.ts';
import { takeFiles } from './take-files.ts';
import { takeIds } from './take-id.ts';
import type { RecordingSide } from './take-store-types.ts';
import type { TakeWriter } from './take-writer.ts';

export function recordingSide(core: StoreCore): RecordingSide {
  const newId = takeIds(core.options.now);
  return {
    begin: ({ source, sampleRate, practice, ...facts }) => {
      const take: Take = {
        id: newId(),
        source,
        state: 'recording',
        createdAt: Math.floor(core.options.now()),
        durationMs: 0,
        sampleRate,
        text: '',
        ...facts,
        insertion: 'none',
        starred: false,
        practice: practice ?? false,
        audio: 'kept',
        segments: [],
        timings: {},
      };
      const own = { seq: 0, queued: false, attempts: 0, deletedAt: null, audioBytes: 0, original: null, revision: 0 };
      core.add({ ...own, owner: core.lock.owner, take });
      core.shelf.begin(take.id);
      return writer(core, take.id);
    },
    describe: (id, facts) => void core.patch(id, facts),
    segment: (id, segment) => core.noteSegment(id, segment),
    transcribing: (id) => void core.change(id, (row) => changes.inWork(row, core.lock.owner)),
    done: (id, result) => core.change(id, (row) => changes.done(row, result), 'power'),
    empty: (id, reason, timings) => core.change(id, (row) => changes.empty(row, reason, timings)),
    failed: (id, error, retryAt) => {
      const when = { now: core.options.now(), chance: Math.random(), retryAt };
      return core.change(id, (row) => changes.failed(row, error, when), 'power');
    },
    discarded: (id) => core.change(id, changes.discarded, 'power'),
    inserted: (id, insertion, timings) => core.change(id, (row) => changes.inserted(row, insertion, timings)),
    readPcm: async (id, fromMs, toMs) => {
      const { take } = core.withAudio(id);
      const byteAt = (ms: number): number => Math.max(0, Math.floor((ms * take.sampleRate) / 1000)) * 2;
      const bytes = await core.shelf.read(id, byteAt(fromMs), byteAt(toMs));
      const samples = new Int16Array(bytes.byteLength >> 1);
      Buffer.from(samples.buffer).set(bytes.subarray(0, samples.byteLength)); // files and machines are little-endian
      return samples;
    },
    get: (id) => core.get(id),
    keepOriginal: (id, path, extension, contentType) => {
      const bytes = core.shelf.keepOriginal(id, path, extension);
      return core.change(id, (row) => ({
        ...row,
        original: { extension, contentType },
        audioBytes: Math.max(row.audioBytes, bytes),
      }));
    },
    original: (id) => {
      const kept = core.read(id)?.original;
      if (!kept) return null;
      return { path: takeFiles(core.takesFolder, id).original(kept.extension), contentType: kept.contentType };
    },
  };
}

function writer(core: StoreCore, id: string): TakeWriter {
  const { shelf } = core;
  const trouble = (): AppError | null => shelf.trouble(id) ?? core.book.problem;
  return {
    id,
    append: (pcm) => {
      // A late block of a take that was thrown away meanwhile must not bring its file back.
      if (shelf.isOpen(id) || core.read(id) !== null) shelf.begin(id).append(pcm);
    },
    get trouble() {
      return trouble();
    },
    finish: (timings) => {
      const bytes = shelf.bytes(id); // known while it is open, even when the disk tells nothing any more
      shelf.close(id); // the sync of the samples goes on beside the row's
      return core.change(id, (row) => changes.finished(row, bytes, timings), 'power');
    },
  };
}
