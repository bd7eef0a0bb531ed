// The store as history: pages, search, edits, deletion with undo, players, export, retention, figures.
import { exportTakes } from './export-takes.ts';
import { applyRetention } from './retention.ts';
import type { StoreCore } from './store-core.ts';
import * as changes from './take-changes.ts';
import type { HistorySide } from './take-store-types.ts';
import { stageTimings } from './timing-stats.ts';
import { readMixedCounts, readMixedPage } from './unsaved-pages.ts';
import type { PlayableAudio } from './wav-file.ts';
import { waveformBars } from './waveform.ts';

export function historySide(core: StoreCore): HistorySide {
  const { book, shelf, keeping } = core;
  const audio = (id: string): PlayableAudio => {
    const { take, original } = core.withAudio(id);
    return shelf.playable(id, take.sampleRate, original);
  };
  return {
    list: (input) => readMixedPage(book, input, (row) => core.view(row)),
    counts: () => readMixedCounts(book),
    edit: (id, text) => core.change(id, (row) => changes.edited(row, text), 'power'),
    star: (ids, starred) => {
      for (const id of ids) core.patch(id, { starred });
    },
    delete: (ids) => {
      const deletedAt = core.options.now();
      const deleted = ids.filter((id) => {
        let free = false;
        core.change(id, (row) => {
          free = row.owner === null;
          return free ? { ...row, deletedAt } : row;
        });
        return free;
      });
      keeping.purgeLater();
      return deleted;
    },
    undelete: (ids) => {
      for (const id of ids) core.change(id, (row) => ({ ...row, deletedAt: null }));
    },
    restore: (id) => core.change(id, changes.restored, 'power'),
    forget: (id) => keeping.remove([id]),
    waveform: async (id, bars) => {
      core.withAudio(id);
      return await waveformBars(bars, shelf.bytes(id), (start, end) => shelf.read(id, start, end));
    },
    audio,
    audioPath: async (id) => await shelf.shownFile(id, audio(id), core.withAudio(id).original),
    exportTakes: async (ids, format, folder) => {
      const source = {
        get: (id: string) => core.get(id),
        audio,
        audioExtension: (id: string) => core.withAudio(id).original?.extension ?? 'wav',
      };
      return await exportTakes(source, ids, format, folder);
    },
    retain: async (rule, signal) => {
      keeping.purge();
      const result = await applyRetention(keeping.retentionSource, rule, signal);
      if (result.audio + result.text + result.takes > 0) core.options.log.info('retention applied', { ...result });
      return result;
    },
    timings: (lastTakes = 100) => {
      const last = "select timings from takes where state = 'done' and source = 'dictation' order by seq desc limit ?";
      const rows = book.ask((table) => table.sql(last).all(lastTakes));
      return stageTimings(rows.map((row) => JSON.parse(String(row.timings))));
    },
    audioBytes: () => {
      const sum = "select sum(audio_bytes) as bytes from takes where audio = 'kept' and audio_bytes > 0";
      return Number(book.ask((table) => table.sql(sum).get())?.bytes ?? 0);
    },
  };
}
