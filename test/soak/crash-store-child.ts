// A program that dictates into a take store without end and says each step before and after it: what crash tests kill.
// Arguments: data folder, seed. A line on stdout is written before the next step begins.
import { writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../../src-main/contract/app-error.ts';
import { silentLog } from '../../src-main/lib/log.ts';
import { openTakeStore } from '../../src-main/takes/take-store.ts';
import type { CrashStep } from './crash-store-steps.ts';
import { rampAt } from './crash-store-steps.ts';

const [folder = '', seedText = '1'] = process.argv.slice(2);
let seed = Number(seedText);
const random = (): number => {
  seed = (seed + 0x6d2b79f5) | 0; // mulberry32: the same steps in every run of a seed
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
};
const say = (step: CrashStep): void => void writeSync(1, `${JSON.stringify(step)}\n`);

const store = openTakeStore({
  folder,
  now: Date.now,
  log: silentLog,
  mendAfterMs: 20,
  onProblem: (problem) => say(problem ? { step: 'trouble', code: problem.code } : { step: 'mended' }),
});
say({ step: 'open' });

const blockBytes = 640; // 20 ms at 16 kHz
for (let number = 0; ; number += 1) {
  const writer = store.begin({ source: 'dictation', sampleRate: 16_000 });
  const { id } = writer;
  say({ step: 'begun', id });
  await wait(random() * 3);
  const blocks = 5 + Math.floor(random() * 200);
  for (let block = 0; block < blocks; block += 1) {
    writer.append(rampAt(block * blockBytes, blockBytes));
    say({ step: 'appended', id, bytes: (block + 1) * blockBytes });
    if (block % 50 === 49) {
      const endMs = (block + 1) * 20;
      store.segment(id, { index: 0, startMs: 0, endMs, overlapMs: 0, state: 'sending' });
      await wait(random() * 2);
    }
  }
  writer.finish();
  say({ step: 'finished', id, inMemory: store.get(id)?.audio === 'memory' });
  store.transcribing(id);
  await wait(random() * 3);
  const chance = random();
  if (chance < 0.15) {
    store.failed(id, new AppError('upstream_error', 'The service stumbled.'));
    say({ step: 'failed', id });
  } else if (chance < 0.25) {
    store.discarded(id);
    say({ step: 'discarded', id });
  } else {
    const text = `take number ${number} said this`;
    store.done(id, { text, timings: {} });
    say({ step: 'done', id, text });
    await wait(random() * 2);
    store.inserted(id, 'pasted', {});
    say({ step: 'inserted', id });
  }
}
