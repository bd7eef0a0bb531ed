// A whole dictation on the virtual desktop: from key-up to the text at the cursor of another program, less what the
// service itself took; with the time of each stage. `node test/bench/dictation.ts [rounds]` prints the table.
import type { TakeTimings } from '../../src-main/contract/take.ts';
import { percentile } from '../../src-main/takes/timing-stats.ts';
import { type Keyboard, startKeyboard } from '../desktop/keyboard.ts';
import { playIntoMicrophone } from '../desktop/play-into-microphone.ts';
import { pollUntil } from '../desktop/poll-until.ts';
import { openTerminalField } from '../desktop/terminal-field.ts';
import { startVirtualDesktop, type VirtualDesktop } from '../desktop/virtual-desktop.ts';
import { holdHotkey, releaseHotkey } from '../e2e/support/hotkey.ts';
import { launchSotto } from '../e2e/support/launch-sotto.ts';
import { speak } from '../standin/fsk-encode.ts';
import { startStandin } from '../standin/standin.ts';
import { type BenchResult, benchTable } from './bench-result.ts';

const said = 'measured from key up';

interface Round {
  /** Key-up to text at the cursor, less the service's own time; ms. */
  readonly waitMs: number;
  readonly timings: TakeTimings;
}

const stages = {
  keyDownToFirstSample: 'key-down to first sample',
  keyUpToRecorded: 'key-up to recorded',
  keyUpToLastSegmentSent: 'key-up to last byte sent',
  keyUpToLastAnswer: 'key-up to answer',
  insertion: 'insertion',
} as const satisfies Partial<Record<keyof TakeTimings, string>>;

export async function run(rounds = 50): Promise<BenchResult[]> {
  await using desktop = await startVirtualDesktop();
  await using keyboard = await startKeyboard(desktop.env);
  return [
    ...figures('post-roll', await measure(desktop, keyboard, rounds, 250), 200),
    ...figures('no post-roll', await measure(desktop, keyboard, rounds, 0), 100),
  ];
}

async function measure(
  desktop: VirtualDesktop,
  keyboard: Keyboard,
  rounds: number,
  postRollMs: number,
): Promise<Round[]> {
  await using standin = await startStandin({ latency: { fixedMs: 50, msPerAudioSecond: 0 } });
  await using app = await launchSotto(desktop, standin, { settings: { dictation: { postRollMs } } });
  await using field = await openTerminalField(desktop);
  await field.focus();
  // Without a post-roll the last word must be over at key-up: it isn't what is measured.
  const samples = speak(said, { leadMs: 20, tailMs: postRollMs === 0 ? 60 : 0 });
  const pcm = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  const measured: Round[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const before = (await app.state()).lastTake?.id;
    await holdHotkey(keyboard);
    await app.until('the microphone to deliver', ({ phase }) => phase === 'recording');
    const playback = await playIntoMicrophone({ pcm, sampleRateHz: 16_000 }, { env: desktop.env });
    await playback.done;
    const keyUpAt = performance.now();
    await releaseHotkey(keyboard);
    const arrivedAt = await field.waitForText(said);
    const { lastTake } = await app.until('the take to be settled', (now) => {
      return now.lastTake !== null && now.lastTake.id !== before && now.phase === 'idle';
    });
    const take = await pollUntil('its row', async () => (await app.takes()).find(({ id }) => id === lastTake?.id));
    const service = standin.transcriptions().at(-1)?.serviceMs ?? 0;
    // The first one warms caches and connections.
    if (round >= 0) measured.push({ waitMs: arrivedAt - keyUpAt - service, timings: take.timings });
    await field.clear();
  }
  return measured;
}

function figures(name: string, rounds: readonly Round[], targetMs: number): BenchResult[] {
  const at = (share: number, values: readonly number[]): number =>
    percentile(
      [...values].sort((a, b) => a - b),
      share,
    );
  const waits = rounds.map(({ waitMs }) => waitMs);
  const median = at(0.5, waits);
  return [
    { name: `${name}: key-up to text, p50`, value: median, unit: 'ms', target: targetMs, ok: median <= targetMs },
    { name: `${name}: key-up to text, p95`, value: at(0.95, waits), unit: 'ms' },
    ...Object.entries(stages).flatMap(([stage, words]) => {
      // The keys of `stages` are timings, as its type says.
      const values = rounds.flatMap(({ timings }) => timings[stage as keyof typeof stages] ?? []);
      if (values.length === 0) return [];
      return [50, 95].map((share) => ({
        name: `${name}:   ${words}, p${share}`,
        value: at(share / 100, values),
        unit: 'ms',
      }));
    }),
  ];
}

if (process.argv[1] === import.meta.filename) {
  const results = await run(Number(process.argv[2] ?? 50));
  console.log(benchTable(results));
  process.exitCode = results.some(({ ok }) => ok === false) ? 1 : 0;
}
