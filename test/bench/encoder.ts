// What each way of encoding costs and saves: bytes a minute, share of a core in real time, words that come through.
// `node test/bench/encoder.ts` prints all ways that were weighed, then the chosen one against what was promised.
import { execFileSync } from 'node:child_process';
import OpusScript from 'opusscript';
import { createListening } from '../../src-main/audio/listener.ts';
import { bytesOf } from '../../src-main/audio/pcm.ts';
import { wavFile } from '../../src-main/audio/wav.ts';
import { silentLog } from '../../src-main/lib/log.ts';
import { hear } from '../standin/fsk-decode.ts';
import { speak } from '../standin/fsk-encode.ts';
import { decoded, spoken } from '../unit/audio/decode.ts';
import { noise, plus } from '../unit/audio/noise.ts';
import { type BenchResult, benchTable } from './bench-result.ts';

const largestKilobytesPerMinute = 250;
const largestCpuPercent = 3;
const sampleRates = [16000, 24000] as const;
type Rate = (typeof sampleRates)[number];

const sentences =
  'This is what people say all day long. Some of it is short, and some of it takes its time before it ends. ';
const words = Array.from({ length: 300 }, (_, index) => `word${index}`);

interface Way {
  readonly what: string;
  readonly kilobytesPerMinute: number;
  readonly cpuPercent?: number;
}

function speechAt(sampleRate: Rate): Int16Array {
  const bare = spoken(sentences.repeat(12), sampleRate);
  return plus(bare, noise('pink', bare.length, -55));
}

/** The way that takes go: measured, judged, levelled and encoded while they are spoken. */
export async function run(): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const sampleRate of sampleRates) {
    const speech = speechAt(sampleRate);
    const seconds = speech.length / sampleRate;
    const before = process.cpuUsage();
    const files = await sent(speech, sampleRate);
    const cpu = cpuPercent(before, seconds);
    const kilobytes = perMinute(
      files.reduce((sum, { length }) => sum + length, 0),
      seconds,
    );
    const wav = perMinute(wavFile(bytesOf(speech), sampleRate).length, seconds);
    const lost = await wordsLost(sampleRate);
    const at = `${sampleRate / 1000} kHz`;
    results.push(
      {
        name: `upload per minute of speech, ${at}`,
        value: kilobytes,
        unit: 'kB',
        baseline: { name: 'WAV', value: wav },
        ratio: kilobytes / wav,
        target: largestKilobytesPerMinute,
        ok: kilobytes <= largestKilobytesPerMinute,
      },
      {
        name: `listening and encoding, ${at}`,
        value: cpu,
        unit: '% of a core',
        target: largestCpuPercent,
        ok: cpu <= largestCpuPercent,
      },
      { name: `words lost of ${words.length}, ${at}`, value: lost, unit: 'words', target: 0, ok: lost === 0 },
    );
  }
  return results;
}

/** All that were weighed, on the same speech. */
function ways(sampleRate: Rate): Way[] {
  const speech = speechAt(sampleRate);
  const seconds = speech.length / sampleRate;
  const opus = [2048, 2049].flatMap((application) =>
    [0, 5, 8, 10].map((complexity): Way => {
      const before = process.cpuUsage();
      const bytes = opusBytes(speech, sampleRate, application, complexity);
      return {
        what: `Opus 24 kbit/s ${application === 2048 ? 'voip' : 'audio'}, complexity ${complexity}`,
        kilobytesPerMinute: Math.round(perMinute(bytes, seconds)),
        cpuPercent: Number(cpuPercent(before, seconds).toFixed(2)),
      };
    }),
  );
  return [
    ...opus,
    { what: 'FLAC by ffmpeg', kilobytesPerMinute: Math.round(perMinute(flac(speech, sampleRate).length, seconds)) },
    { what: 'WAV', kilobytesPerMinute: Math.round(perMinute(speech.length * 2, seconds)), cpuPercent: 0 },
  ];
}

function opusBytes(samples: Int16Array, sampleRate: Rate, application: number, complexity: number): number {
  const encoder = new OpusScript(sampleRate, 1, application);
  encoder.setBitrate(24_000);
  encoder.encoderCTL(4010, complexity);
  const frame = sampleRate / 50;
  let bytes = 0;
  for (let at = 0; at + frame <= samples.length; at += frame) {
    bytes += encoder.encode(bytesOf(samples.subarray(at, at + frame)), frame).length;
  }
  encoder.delete();
  return bytes;
}

function flac(samples: Int16Array, sampleRate: Rate): Buffer {
  const raw = ['-f', 's16le', '-ac', '1', '-ar', String(sampleRate), '-i', 'pipe:0'];
  return execFileSync('ffmpeg', ['-v', 'error', ...raw, '-compression_level', '8', '-f', 'flac', 'pipe:1'], {
    input: bytesOf(samples),
    maxBuffer: 1 << 28,
  });
}

async function wordsLost(sampleRate: Rate): Promise<number> {
  const files = await sent(speak(words.join(' '), { sampleRate }), sampleRate);
  const heard = files.flatMap((file) => hear(decoded(file, 'a.ogg', 16000), 16000).text.split(' '));
  return words.filter((word) => !heard.includes(word)).length;
}

async function sent(samples: Int16Array, sampleRate: Rate): Promise<Uint8Array[]> {
  const listener = createListening({ log: silentLog }).listen({ sampleRate, segments: true });
  const files: Promise<Uint8Array>[] = [];
  listener.onSegment = ({ audio }) => files.push(audio.then(({ bytes }) => bytes));
  const block = sampleRate / 50;
  for (let at = 0; at < samples.length; at += block) listener.push(bytesOf(samples.subarray(at, at + block)));
  const { last } = await listener.finish();
  if (last) files.push(last.audio.then(({ bytes }) => bytes));
  return await Promise.all(files);
}

const perMinute = (bytes: number, seconds: number): number => (bytes / 1000 / seconds) * 60;

function cpuPercent(before: NodeJS.CpuUsage, seconds: number): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 10_000 / seconds;
}

if (process.argv[1] === import.meta.filename) {
  for (const sampleRate of sampleRates) {
    console.log(`\n${sampleRate / 1000} kHz`);
    console.table(ways(sampleRate));
  }
  const results = await run();
  console.log(benchTable(results));
  if (results.some(({ ok }) => ok === false)) process.exitCode = 1;
}
