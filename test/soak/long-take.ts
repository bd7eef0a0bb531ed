// node test/soak/long-take.ts [MINUTES]: one take of three hours, fed through the recorder's port faster than real time.
// It must end as its whole text, and memory must not grow with it.

import { openRig } from '../rig/dictation-rig.ts';
import { FedRecorder } from '../rig/fed-recorder.ts';
import { wordsWithPauses } from '../standin/fsk-encode.ts';
import { startStandin } from '../standin/standin.ts';

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

await using standin = await startStandin();
standin.settings.hearUpToBytes = 8 * 1024 * 1024;
const recorder = new FedRecorder({ speed: 0 });
await using rig = await openRig({ recorder, standin });
recorder.hears(speech());
const from = performance.now();
const take = await rig.dictate();
const expected = Array.from({ length: said }, (_, index) => phraseText(index)).join(' ');
const growthMb = rssPeak - rssAtStart;
console.log(
  `${(take.durationMs / 60_000).toFixed(1)} minutes in ${((performance.now() - from) / 1000).toFixed(0)} s: ${take.state}, ${take.segments.length} parts, text ${take.text === expected ? 'whole' : 'NOT whole'}`,
);
console.log(
  `RSS ${rssAtStart.toFixed(0)} MB at first, ${rssPeak.toFixed(0)} MB at most: growth ${growthMb.toFixed(0)} MB (target ${targetMb} MB)`,
);
process.exitCode = take.text === expected && growthMb <= targetMb ? 0 : 1;
