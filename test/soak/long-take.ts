// node test/soak/long-take.ts [MINUTES]: one take of three hours, fed through the recorder's port faster than real time.
// It must end as its whole text, and memory must not grow with it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRig } from '../rig/dictation-rig.ts';
import { FedRecorder } from '../rig/fed-recorder.ts';
import { wordsWithPauses } from '../standin/fsk-encode.ts';
import type { Standin } from '../standin/standin.ts';

const minutes = Number(process.argv[2] ?? 180);
const targetMb = 50;
const phraseText = (index: number): string => `phrase number ${index} of a very long dictation that does not end`;

let said = 0;
let rssAtStart = 0;
let rssPeak = 0;

function* speech(): Generator<Int16Array> {
  let samples = 0;
  while (samples / 16_000 < minutes * 60) {
    const part = wordsWithPauses([{ text: phraseText(said), pauseMs: 1100 }]);
    said += 1;
    samples += part.length;
    if (said % 50 === 0) {
      const rss = process.memoryUsage.rss() / 1e6;
      // The first minutes fill caches and let the compiler settle; growth is counted from there.
      if (samples / 16_000 > Math.min(600, minutes * 15)) rssAtStart ||= rss;
      rssPeak = Math.max(rssPeak, rss);
    }
    yield part;
  }
}

// In a process of its own: what the service remembers must not count as ours.
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
const recorder = new FedRecorder({ speed: 0 });
await using rig = await openRig({ recorder, standin });
recorder.hears(speech());
const from = performance.now();
const take = await rig.dictate();
const expected = Array.from({ length: said }, (_, index) => phraseText(index)).join(' ');
if (take.text !== expected) {
  const at = [...take.text].findIndex((letter, index) => letter !== expected[index]);
  console.log(
    `differs at ${at}: "${take.text.slice(Math.max(0, at - 60), at + 80)}" instead of "${expected.slice(Math.max(0, at - 60), at + 80)}"`,
  );
}
const growthMb = rssPeak - rssAtStart;
console.log(
  `${(take.durationMs / 60_000).toFixed(1)} minutes in ${((performance.now() - from) / 1000).toFixed(0)} s: ${take.state}, ${take.segments.length} parts, text ${take.text === expected ? 'whole' : 'NOT whole'}`,
);
console.log(
  `RSS ${rssAtStart.toFixed(0)} MB at first, ${rssPeak.toFixed(0)} MB at most: growth ${growthMb.toFixed(0)} MB (target ${targetMb} MB)`,
);
service.kill();
rmSync(folder, { recursive: true, force: true });
process.exitCode = take.text === expected && growthMb <= targetMb ? 0 : 1;
