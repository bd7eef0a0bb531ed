// A history of two years, for benchmarks and specs: words follow Zipf's law, as in speech; the same in every run. With
// files, sidecars and (empty) recordings lie beside the rows as they do in life.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../../src-main/takes/database.ts';
import type { StoredTake } from '../../src-main/takes/stored-take.ts';
import { takeFiles } from '../../src-main/takes/take-files.ts';
import { takeIds } from '../../src-main/takes/take-id.ts';
import { TakeTable } from '../../src-main/takes/take-table.ts';

const day = 86_400_000;
export const span = 730 * day;

let seed = 1;
export function random(): number {
  seed = (seed + 0x6d2b79f5) | 0; // mulberry32: the same words in every run
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
}

/** Words of some 2,000 syllables, so that trigrams are about as many and as uneven as in a natural language. */
function vocabulary(size: number): string[] {
  const any = (parts: readonly string[]): string => parts[Math.floor(random() * parts.length)] ?? '';
  const onsets = ' b c ch d f fl g gr h j k l m n p pl pr qu r s sh sp st t th tr v w y'.split(' ');
  const vowels = 'a e i o u ea ou io y ai'.split(' ');
  const codas = '    n r s t l m nd ng ck st ct rt'.split(' ');
  const words = new Set('the and to of a in is that it for we you on meeting tomorrow please send report'.split(' '));
  while (words.size < size) {
    const length = 1 + Math.floor(random() * 3);
    words.add(Array.from({ length }, () => any(onsets) + any(vowels) + any(codas)).join(''));
  }
  return [...words];
}

/** @param longest words of a take @returns words, the most frequent first; `zebrafish` stands in one of 10,000 takes */
export function fillHistory(folder: string, takes: number, { files: withFiles = true, longest = 95 } = {}): string[] {
  const words = vocabulary(20_000);
  mkdirSync(folder, { recursive: true });
  const now = Date.now();
  let at = now - span;
  const newId = takeIds(() => at);
  using table = new TakeTable(openDatabase(join(folder, 'history.db')));
  const months = new Set<string>();
  for (let made = 0; made < takes; ) {
    const rows: StoredTake[] = [];
    for (let step = 0; step < 1000 && made < takes; step += 1, made += 1) {
      at = now - span + Math.floor((made * span) / takes);
      const row = take({ id: newId(), createdAt: at, words, index: made, longest, kept: withFiles && made > 90_000 });
      rows.push(row);
      if (!withFiles) continue;
      const files = takeFiles(join(folder, 'takes'), row.take.id);
      if (!months.has(files.folder)) mkdirSync(files.folder, { recursive: true });
      months.add(files.folder);
      writeFileSync(files.sidecar, '{}');
      writeFileSync(files.pcm, '');
    }
    table.adopt(rows);
  }
  return words;
}

interface TakeFacts {
  readonly id: string;
  readonly createdAt: number;
  readonly words: readonly string[];
  readonly index: number;
  readonly longest: number;
  readonly kept: boolean;
}

function take({ id, createdAt, words, index, longest, kept }: TakeFacts): StoredTake {
  const length = 5 + Math.floor(random() ** 2 * (longest - 5)); // most takes are a sentence or two
  const text = Array.from({ length }, () => words[Math.floor(words.length ** random()) - 1]).join(' ');
  const rare = index % 9973 === 5 ? ' zebrafish \u4f1a\u8bae' : '';
  return {
    seq: 0,
    owner: null,
    queued: false,
    attempts: 0,
    deletedAt: null,
    audioBytes: 160_000,
    original: null,
    revision: 0,
    take: {
      id,
      source: 'dictation',
      state: index % 100 === 7 ? 'failed' : index % 100 === 8 ? 'discarded' : 'done',
      createdAt,
      durationMs: length * 400,
      sampleRate: 16_000,
      text: text + rare,
      device: 'USB microphone',
      target: ['Slack', 'Mail', 'Terminal', 'Browser'][index % 4] ?? '',
      insertion: 'pasted',
      starred: index % 50 === 3,
      practice: false,
      audio: kept ? 'kept' : 'removed',
      segments: [{ index: 0, startMs: 0, endMs: length * 400, overlapMs: 0, state: 'done', text: text + rare }],
      timings: { keyDownToFirstSample: 80, keyUpToLastAnswer: 700, keyUpToInserted: 760, service: 500 },
    },
  };
}
