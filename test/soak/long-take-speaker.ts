// Speaks for so many minutes into stdout, as 16-bit mono PCM at 16 kHz, as fast as it is read: phrases of tones with a
// pause after each. A process of its own, so that the memory which making sound takes is not counted as the dictation's.
// At the end it says through its channel how many phrases there were. node long-take-speaker.ts MINUTES
import { once } from 'node:events';
import { wordsWithPauses } from '../standin/fsk-encode.ts';

export const phraseText = (index: number): string =>
  `phrase number ${index} of a very long dictation that does not end`;

if (process.send) {
  const samplesWanted = Number(process.argv[2]) * 60 * 16_000;
  let phrases = 0;
  for (let samples = 0; samples < samplesWanted; phrases += 1) {
    const part = wordsWithPauses([{ text: phraseText(phrases), pauseMs: 1100 }]);
    samples += part.length;
    const bytes = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    if (!process.stdout.write(bytes)) await once(process.stdout, 'drain');
  }
  process.send(phrases);
  process.disconnect();
}
