// node test/soak/long-take.ts [MINUTES]: one take of three hours, fed through the recorder's port faster than real time.
// It must end as its whole text, and memory must not grow with it. The speaker and the service are processes of their
// own: what they need is not the dictation's.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRig } from '../rig/dictation-rig.ts';
import { FedRecorder } from '../rig/fed-recorder.ts';
import type { Standin } from '../standin/standin.ts';
import { phraseText } from './long-take-speaker.ts';

const minutes = Number(process.argv[2] ?? 180);
const targetMb = 50;
/** The first minutes fill caches and let the compiler settle; growth is counted from there. */
const settledAfterMinutes = Math.min(10, minutes / 4);
const tableEveryMinutes = Math.max(1, Math.round(minutes / 18));

const folder = mkdtempSync(join(tmpdir(), 'sotto-long-'));
const authFile = join(folder, 'auth.json');
const service = spawn(process.execPath, [join(import.meta.dirname, '../standin/main.ts'), '--auth-file', authFile], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [line] = await once(service.stdout.setEncoding('utf8'), 'data');
const addresses = JSON.parse(line) as Pick<Standin, 'issuer' | 'upstream' | 'openaiBase'>; // the program's one line
const standin = {
  ...addresses,
  newLogin: () => JSON.parse(readFileSync(authFile, 'utf8')) as ReturnType<Standin['newLogin']>,
}; // what it wrote
const speaker = spawn(process.execPath, [join(import.meta.dirname, 'long-take-speaker.ts'), String(minutes)], {
  stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
});
const sound = speaker.stdout;
if (!sound) throw new Error('unreachable: its output is a pipe');
const phrases = once(speaker, 'message').then(([count]) => Number(count));

let rssAtFirst = 0;
let rssPeak = 0;

/** What the speaker says, with a look at memory for every minute of it. */
async function* heard(sound: AsyncIterable<Buffer>): AsyncGenerator<Int16Array> {
  let odd: Buffer = Buffer.alloc(0);
  let samples = 0;
  let looked = 0;
  for await (const chunk of sound) {
    const bytes = odd.length === 0 ? chunk : Buffer.concat([odd, chunk]);
    const even = bytes.length & ~1;
    odd = bytes.subarray(even);
    const part = new Int16Array(even / 2);
    Buffer.from(part.buffer).set(bytes.subarray(0, even));
    yield part;
    samples += part.length;
    const spoken = Math.floor(samples / 16_000 / 60);
    if (spoken === looked) continue;
    looked = spoken;
    look(spoken);
  }
}

function look(spokenMinutes: number): void {
  const { rss, heapUsed, heapTotal, external, arrayBuffers } = process.memoryUsage();
  if (spokenMinutes >= settledAfterMinutes) {
    rssAtFirst ||= rss;
    rssPeak = Math.max(rssPeak, rss);
  }
  if (spokenMinutes % tableEveryMinutes !== 0) return;
  const mb = (bytes: number): string => (bytes / 1e6).toFixed(0).padStart(4);
  console.log(
    `${String(spokenMinutes).padStart(4)} min  RSS${mb(rss)} MB  heap${mb(heapUsed)} of${mb(heapTotal)}  external${mb(external)}  of it buffers${mb(arrayBuffers)}`,
  );
}

const recorder = new FedRecorder({ speed: 0 });
await using rig = await openRig({ recorder, standin });
recorder.hears(heard(sound));
const from = performance.now();
const take = await rig.dictate();
look(minutes);
const expected = Array.from({ length: await phrases }, (_, index) => phraseText(index)).join(' ');
if (take.text !== expected) {
  const at = [...take.text].findIndex((letter, index) => letter !== expected[index]);
  console.log(
    `differs at ${at}: "${take.text.slice(Math.max(0, at - 60), at + 80)}" instead of "${expected.slice(Math.max(0, at - 60), at + 80)}"`,
  );
}
const growthMb = (rssPeak - rssAtFirst) / 1e6;
console.log(
  `${(take.durationMs / 60_000).toFixed(1)} minutes in ${((performance.now() - from) / 1000).toFixed(0)} s: ${take.state}, ${take.segments.length} parts, text ${take.text === expected ? 'whole' : 'NOT whole'}`,
);
console.log(
  `RSS ${(rssAtFirst / 1e6).toFixed(0)} MB after ${settledAfterMinutes} minutes, ${(rssPeak / 1e6).toFixed(0)} MB at most: growth ${growthMb.toFixed(0)} MB (target ${targetMb} MB)`,
);
service.kill();
rmSync(folder, { recursive: true, force: true });
process.exitCode = take.text === expected && growthMb <= targetMb ? 0 : 1;
