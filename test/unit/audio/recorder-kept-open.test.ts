// The microphone kept open between takes, with recorder programs that are real processes: "n" bytes of a letter, paced.
import { afterEach, describe, expect, it } from 'vitest';
import { AwakeClock } from '../../../src-main/audio/recorder/awake-clock.ts';
import { KeptOpenRecorder, type KeptOpenRecorderOptions } from '../../../src-main/audio/recorder/kept-open-recorder.ts';
import type { Recording } from '../../../src-main/audio/shapes.ts';
import { silentLog } from '../../../src-main/lib/log.ts';
import { childrenNamed } from '../../desktop/children-named.ts';
import { pollUntil } from '../../desktop/poll-until.ts';
import { everything, programFolder, recorderWith } from './sound.ts';

const microphone = { device: '', sampleRate: 16000 } as const;
/** 20 ms of samples: 640 bytes. Counts its blocks aloud: "0001 xxx…", so that a test sees which ones it got. */
const counting = `
import sys, time, signal
signal.signal(signal.SIGINT, lambda *a: sys.exit(0))
n = 0
while True:
    sys.stdout.buffer.write(("%06d" % n).encode() * 106 + b"....")
    sys.stdout.buffer.flush()
    n += 1
    time.sleep(0.02)
`;
let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

async function open(options: Partial<KeptOpenRecorderOptions> = {}, script = counting) {
  const folder = stack.use(await programFolder({ parecord: `exec /usr/bin/python3 -c '${script}'` }));
  const kept: (number | null)[] = [];
  let opened = 0;
  const plain = recorderWith({ env: { PATH: folder.path }, choice: () => 'parecord' });
  const recorder = stack.use(
    new KeptOpenRecorder({
      recorder: {
        open: (wanted) => {
          opened += 1;
          return plain.open(wanted);
        },
      },
      keepOpenMs: () => 60_000,
      choice: () => 'parecord',
      now: () => performance.now(),
      onKept: (now) => void kept.push(now && Math.round(now.until - performance.now())),
      log: silentLog,
      ...options,
    }),
  );
  return { recorder, kept, opened: () => opened, running: () => childrenNamed('python3') };
}

/** Takes so many blocks and stops; the numbers of all that came. */
async function take(recording: Recording, blocks: number): Promise<number[]> {
  const heard: number[] = [];
  for await (const block of recording.blocks) {
    heard.push(Number(block.toString('latin1', 0, 6)));
    if (heard.length === blocks) recording.stop();
  }
  expect(await recording.ended).toEqual({ kind: 'stopped' });
  return heard;
}

/** Nothing else happens in this process meanwhile. */
function holdUp(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

it('time in which the process was held up is not lived through, whatever is looked at first after it', async () => {
  using clock = new AwakeClock(() => performance.now());
  await new Promise((resolve) => setTimeout(resolve, 250));
  const before = clock.now();
  expect(before).toBeGreaterThan(200);
  holdUp(1500);
  expect(clock.now() - before).toBeLessThan(500);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(clock.now() - before).toBeLessThan(900);
});

describe('a microphone that stays open', () => {
  it('gives the next take what was heard just before it, at once, and no sample to two takes', async () => {
    const { recorder, opened } = await open();
    const first = await take(recorder.open(microphone), 10);
    await new Promise((resolve) => setTimeout(resolve, 600)); // so much is heard for nobody
    const recording = recorder.open(microphone);
    const openedAt = performance.now();
    expect((await recording.firstSample) - openedAt).toBeLessThan(5);
    const second = await take(recording, 30);
    expect(opened()).toBe(1);
    expect(first).toEqual(first.map((_, at) => at)); // from the first one, none missing
    expect(second).toEqual(second.map((_, at) => (second[0] ?? 0) + at)); // none missing at the seam
    const forgotten = (second[0] ?? 0) - (first.at(-1) ?? 0) - 1;
    expect(forgotten).toBeGreaterThan(5); // bounded: of about 30 blocks no more than 15 are remembered
  });

  it('is still open when the key comes right after the app was held up', async () => {
    const { recorder, opened } = await open();
    await take(recorder.open(microphone), 10);
    await new Promise((resolve) => setTimeout(resolve, 400));
    holdUp(700);
    const numbers = await take(recorder.open(microphone), 20);
    expect(opened()).toBe(1);
    expect(numbers).toEqual(numbers.map((_, at) => (numbers[0] ?? 0) + at));
  });

  it('gets what was on its way when the take ended', async () => {
    const { recorder } = await open();
    expect((await take(recorder.open(microphone), 10)).length).toBe(12); // 40 ms more
  });

  it('says since when and until when it is open without a take, and closes then', async () => {
    const { recorder, kept, running } = await open({ keepOpenMs: () => 250 });
    await take(recorder.open(microphone), 5);
    expect(kept).toEqual([250]);
    expect(await running()).toHaveLength(1);
    await pollUntil('the end of the recorder', async () => (await running()).length === 0);
    expect(kept).toEqual([250, null]);
  });

  it('is not shown as kept while the next take has it, and its time begins anew after it', async () => {
    const { recorder, kept } = await open({ keepOpenMs: () => 5_000 });
    await take(recorder.open(microphone), 5);
    await take(recorder.open(microphone), 25);
    expect(kept).toEqual([5_000, null, 5_000]);
  });

  it('is closed at once when the computer goes away, in a take too, and stays closed until it is back', async () => {
    const { recorder, kept, running, opened } = await open();
    await take(recorder.open(microphone), 5);
    recorder.away(true);
    expect(kept.at(-1)).toBeNull();
    await pollUntil('the end of the recorder', async () => (await running()).length === 0);
    await take(recorder.open(microphone), 5);
    await pollUntil('the end of the recorder', async () => (await running()).length === 0);
    recorder.away(false);
    const recording = recorder.open(microphone);
    await recording.firstSample;
    recorder.away(true); // the take goes on until its own end
    await take(recording, 5);
    await pollUntil('the end of the recorder', async () => (await running()).length === 0);
    expect(opened()).toBe(3);
  });

  it.each([
    ['another device', { device: 'other', sampleRate: 16000 }],
    ['another sample rate', { device: '', sampleRate: 24000 }],
  ] as const)('is closed when the settings name %s', async (_, wanted) => {
    const { recorder, kept, running } = await open();
    await take(recorder.open(microphone), 5);
    recorder.settingsChanged(microphone);
    expect(kept.at(-1)).not.toBeNull();
    recorder.settingsChanged(wanted);
    expect(kept.at(-1)).toBeNull();
    await pollUntil('the end of the recorder', async () => (await running()).length === 0);
  });

  it('is closed at once when the setting is turned off', async () => {
    let ms = 60_000;
    const { recorder, kept, running } = await open({ keepOpenMs: () => ms });
    await take(recorder.open(microphone), 5);
    ms = 0;
    recorder.settingsChanged(microphone);
    expect(kept.at(-1)).toBeNull();
    await pollUntil('the end of the recorder', async () => (await running()).length === 0);
  });

  it('is opened anew after its program died between two takes', async () => {
    const { recorder, kept, running, opened } = await open();
    await take(recorder.open(microphone), 5);
    for (const pid of await running()) process.kill(pid, 'SIGKILL');
    await pollUntil('the notice of its death', async () => kept.at(-1) === null);
    await take(recorder.open(microphone), 5);
    expect(opened()).toBe(2);
  });

  it('tells a take that has it of its death', async () => {
    const { recorder, running } = await open();
    const recording = recorder.open(microphone);
    await recording.firstSample;
    for (const pid of await running()) process.kill(pid, 'SIGKILL');
    await everything(recording);
    expect(await recording.ended).toMatchObject({ kind: 'died', error: { code: 'recorder_died' } });
  });

  it('is not kept when it gave nothing but zeros, nor when it never gave a sample', async () => {
    const dead = await open({}, counting.replace('("%06d" % n).encode() * 106 + b"...."', 'bytes(640)'));
    await take(dead.recorder.open(microphone), 5);
    expect(dead.kept).toEqual([]);
    const { recorder, kept } = await open();
    const recording = recorder.open(microphone);
    recording.stop();
    await recording.ended;
    await expect(recording.firstSample).rejects.toMatchObject({ code: 'cancelled' });
    expect(kept).toEqual([]);
  });

  it('serves a take that begins while another one still ends with a recorder of its own', async () => {
    const { recorder, opened, running } = await open();
    const first = recorder.open(microphone);
    await first.firstSample;
    const second = recorder.open(microphone);
    await second.firstSample;
    await Promise.all([take(first, 10), take(second, 10)]);
    expect(opened()).toBe(2);
    await pollUntil('one of them', async () => (await running()).length === 1);
  });

  it('leaves no process behind at the end', async () => {
    const { recorder, running } = await open();
    await take(recorder.open(microphone), 5);
    await recorder[Symbol.asyncDispose]();
    expect(await running()).toEqual([]);
  });
});

describe('a microphone that need not stay open', () => {
  it('is the plain recorder', async () => {
    const { recorder, kept, running } = await open({ keepOpenMs: () => 0 });
    await take(recorder.open(microphone), 5);
    expect(kept).toEqual([]);
    await pollUntil('the end of the recorder', async () => (await running()).length === 0);
  });
});
