// Program: makes test audio. node test/standin/speak.ts "text" out.wav [--rate 16000] [--amplitude 0.5] [--gap 60] [--lead 0] [--tail 0]
// A pause can be put into the text as "[pause 800]" (ms).
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type SpokenPhrase, wordsWithPauses } from './fsk-encode.ts';
import { writeWav } from './wav.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rate: { type: 'string', default: '16000' },
    amplitude: { type: 'string', default: '0.5' },
    gap: { type: 'string', default: '60' },
    lead: { type: 'string', default: '0' },
    tail: { type: 'string', default: '0' },
  },
});
const [text, file] = positionals;
if (text === undefined || file === undefined) {
  process.stderr.write(
    'usage: node test/standin/speak.ts "text [pause 800] text" out.wav [--rate HZ] [--amplitude 0..1] [--gap MS]\n',
  );
  process.exit(2);
}
const sampleRate = Number(values.rate);
const samples = wordsWithPauses(phrasesOf(text), {
  sampleRate,
  amplitude: Number(values.amplitude),
  wordGapMs: Number(values.gap),
  leadMs: Number(values.lead),
  tailMs: Number(values.tail),
});
await writeFile(file, writeWav({ samples, sampleRate }));
process.stdout.write(`${JSON.stringify({ file, seconds: samples.length / sampleRate, sampleRate })}\n`);

function phrasesOf(marked: string): SpokenPhrase[] {
  const parts = marked.split(/\[pause (\d+)\]/u);
  const phrases: SpokenPhrase[] = [];
  for (let index = 0; index < parts.length; index += 2) {
    phrases.push({ text: parts[index] ?? '', pauseMs: Number(parts[index + 1] ?? 0) });
  }
  return phrases;
}
