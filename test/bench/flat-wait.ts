// The wait after key-up for 5 s, 30 s, 2 min and 10 min of speech with pauses, over 5 Mbit/s up and 50 ms round trip, the
// service taking 0.4 s + 0.05 x the audio's seconds; beside it, in the same run, the plain way: one WAV after key-up.
// Time is pressed by a factor: sound, line and service run that much faster, and the waits are multiplied again. All but
// the last half minute of the sound comes faster still, which can only make the wait longer: parts may be behind.
import { pathToFileURL } from 'node:url';
import { wavHeader } from '../../src-main/takes/wav-file.ts';
import { openRig } from '../rig/dictation-rig.ts';
import { FedRecorder } from '../rig/fed-recorder.ts';
import { spokenMs, wordsWithPauses } from '../standin/fsk-encode.ts';
import { startShapedLink } from '../standin/shape-link.ts';
import { startStandin } from '../standin/standin.ts';
import { type BenchResult, benchTable } from './bench-result.ts';

const pressed = 10;
const rushed = 30;
const unhurriedMs = 30_000;
const line = { upMbit: 5, downMbit: 20, rttMs: 50 };
const service = { fixedMs: 400, msPerAudioSecond: 50 };

interface Wait {
  readonly seconds: number;
  readonly waitMs: number;
  readonly plainMs: number;
  readonly correct: boolean;
  readonly segments: number;
  readonly sentBytes: number;
}

export async function measureFlatWait(lengths: readonly number[] = [5, 30, 120, 600]): Promise<Wait[]> {
  const waits: Wait[] = [];
  await using standin = await startStandin({
    latency: { fixedMs: service.fixedMs / pressed, msPerAudioSecond: service.msPerAudioSecond / pressed },
  });
  await using link = await startShapedLink({
    target: standin.url,
    upMbit: line.upMbit * pressed,
    downMbit: line.downMbit * pressed,
    rttMs: line.rttMs / pressed,
  });
  // The first one is not counted: it pays for the compiler and for opening files.
  for (const seconds of [3, ...lengths]) {
    const { samples, text } = speech(seconds);
    const rush = { speed: rushed, untilMs: Math.max(0, samples.length / 16 - unhurriedMs) };
    const recorder = new FedRecorder({ speed: pressed, rush });
    await using rig = await openRig({
      recorder,
      standin,
      upstream: `${link.url}/backend-api`,
      settings: { postRollMs: 0 },
    });
    recorder.hears(samples);
    const take = await rig.dictate();
    const plainMs = await plainWay(rig.client, samples);
    if (seconds === 3) continue;
    waits.push({
      seconds,
      waitMs: (take.timings.keyUpToInserted ?? Number.NaN) * pressed,
      plainMs: plainMs * pressed,
      correct: take.text === text,
      segments: take.segments.length,
      sentBytes: take.timings.sentBytes ?? 0,
    });
  }
  return waits;
}

/** What other apps do: everything as one WAV when the key is let go. */
async function plainWay(
  client: { transcribe(source: { kind: 'bytes'; bytes: Uint8Array }): Promise<unknown> },
  samples: Int16Array,
): Promise<number> {
  const data = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  const bytes = Buffer.concat([wavHeader(16_000, data.length), data]);
  const from = performance.now();
  await client.transcribe({ kind: 'bytes', bytes });
  return performance.now() - from;
}

/** Phrases of some words with a pause of a second after each, for about so many seconds. */
function speech(seconds: number): { samples: Int16Array; text: string } {
  const phrases: { text: string; pauseMs: number }[] = [];
  for (let leftMs = seconds * 1000 - 100, index = 0; leftMs > 600; index += 1) {
    const words = `phrase number ${index} of a long dictation with a pause`.split(' ');
    // The last one ends at the wished length, on a word.
    while (words.length > 2 && spokenMs(words.join(' ')) > leftMs) words.pop();
    const text = words.join(' ');
    phrases.push({ text, pauseMs: spokenMs(text) + 1000 < leftMs ? 1000 : 0 });
    leftMs -= spokenMs(text) + 1000;
  }
  const samples = wordsWithPauses(phrases, { leadMs: 100 });
  return { samples, text: phrases.map(({ text }) => text).join(' ') };
}

export async function run(): Promise<BenchResult[]> {
  const waits = await measureFlatWait();
  const shortest = waits[0];
  const longest = waits.at(-1);
  if (!shortest || !longest) throw new Error('Nothing was measured.');
  const ratio = longest.waitMs / shortest.waitMs;
  return [
    ...waits.map(
      ({ seconds, waitMs, plainMs, correct, segments }): BenchResult => ({
        name: `wait after ${seconds} s of speech (${segments} parts${correct ? '' : ', WRONG TEXT'})`,
        value: waitMs,
        unit: 'ms',
        baseline: { name: 'one WAV after key-up', value: plainMs },
        ratio: waitMs / plainMs,
        ok: correct,
      }),
    ),
    {
      name: `wait after ${longest.seconds} s against ${shortest.seconds} s`,
      value: ratio,
      unit: 'x',
      target: 1.3,
      ok: ratio <= 1.3,
    },
    {
      name: 'upload a minute of speech',
      value: longest.sentBytes / 1e6 / (longest.seconds / 60),
      unit: 'MB',
      target: 0.25,
      ok: longest.sentBytes / 1e6 / (longest.seconds / 60) <= 0.25,
      baseline: { name: 'WAV', value: 1.92 },
      ratio: longest.sentBytes / 1e6 / (longest.seconds / 60) / 1.92,
    },
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const results = await run();
  console.log(benchTable(results));
  process.exitCode = results.every(({ ok }) => ok !== false) ? 0 : 1;
}
