// When the recording of a take ends after key-up, with a clock and blocks that the test moves.
import { describe, expect, it } from 'vitest';
import { PostRoll } from '../../../src-main/audio/post-roll.ts';
import { LeasedRecording } from '../../../src-main/audio/recorder/leased-recording.ts';
import { Capture } from '../../../src-main/dictation/capture.ts';
import type { TakeListener, TakeWriter } from '../../../src-main/dictation/ports.ts';

const block = Buffer.alloc(640); // 20 ms

const writerOf = (append: () => void): TakeWriter => ({
  id: 'take',
  trouble: null,
  append,
  finish: () => {
    throw new Error('not by the capture');
  },
});

const listener: TakeListener = {
  push: () => undefined,
  trailingQuietMs: 0,
  durationMs: 0,
  finish: async () => ({ verdict: { kind: 'speech' }, last: null }),
  abandon: () => undefined,
};

function open() {
  let now = 0;
  let stopped = false;
  let heard = 0;
  const recording = new LeasedRecording({ device: 'Microphone', recorder: 'fed' }, () => {
    stopped = true;
    recording.finish({ kind: 'stopped' });
  });
  const capture = new Capture({
    recorder: { open: () => recording },
    device: '',
    sampleRate: 16000,
    now: () => now,
    postRoll: () => new PostRoll({ sampleRate: 16000, maxMs: 250, trailingQuietMs: () => 0 }),
    onFirstSample: () => undefined,
  });
  const writer = writerOf(() => {
    heard += 1;
  });
  const ended = capture.run(writer, listener, () => undefined);
  return {
    capture,
    ended,
    pass: (ms: number) => {
      now += ms;
    },
    /** So many blocks come at this moment. */
    comes: async (blocks: number) => {
      for (let count = 0; count < blocks; count += 1) recording.push(block, now);
      await new Promise((resolve) => setImmediate(resolve));
    },
    /** So many blocks come as they are spoken, until the recording is stopped. @returns how many */
    flows: async function flows(blocks: number) {
      for (let count = 0; count < blocks; count += 1) {
        if (stopped) return count;
        now += 20;
        await this.comes(1);
      }
      return blocks;
    },
    get stopped() {
      return stopped;
    },
    get heard() {
      return heard;
    },
  };
}

describe('after key-up', () => {
  it('250 ms are recorded', async () => {
    const take = open();
    await take.flows(50);
    take.capture.finish();
    expect(await take.flows(50)).toBe(13);
    expect(await take.ended).toEqual({ kind: 'stopped' });
    expect(take.heard).toBe(63);
  });

  it('what was spoken before it, and waited while the app was held up, is not counted', async () => {
    const take = open();
    await take.flows(50);
    take.pass(600); // the app is busy; the recorder is not
    take.capture.finish();
    await take.comes(30);
    expect(take.stopped).toBe(false);
    expect(await take.flows(50)).toBe(13);
    await take.ended;
    expect(take.heard).toBe(93);
  });

  it('what a recorder has not delivered yet, which gets little time on a busy machine, is not counted', async () => {
    const take = open();
    await take.flows(50);
    for (let round = 0; round < 10; round += 1) {
      take.pass(100);
      await take.comes(3);
    }
    take.capture.finish();
    take.pass(500);
    await take.comes(20); // what was spoken before it
    expect(take.stopped).toBe(false);
    await take.comes(12);
    expect(take.stopped).toBe(false);
    await take.comes(1);
    expect(take.stopped).toBe(true);
    await take.ended;
  });

  it('a slow clock of the microphone is no backlog', async () => {
    const take = open();
    for (let minute = 0; minute < 10; minute += 1) {
      await take.flows(3000);
      take.pass(30); // 500 parts in a million
    }
    take.capture.finish();
    expect(await take.flows(50)).toBe(13);
    await take.ended;
  });

  it('a microphone that had paused by itself is not waited for longer than a moment', async () => {
    const take = open();
    await take.flows(50);
    take.pass(2000); // nothing was recorded
    take.capture.finish();
    expect(await take.flows(200)).toBeLessThanOrEqual(28);
    await take.ended;
  });
});

describe('a microphone that gives no sample at all', () => {
  it('is left for the one that is offered: the alarm ends with its first sample', async () => {
    const opened: { readonly device: string; readonly recording: LeasedRecording }[] = [];
    const alarmed = Promise.withResolvers<void>();
    const alarms: boolean[] = [];
    const heard = Promise.withResolvers<void>();
    const capture = new Capture({
      recorder: {
        open: ({ device }) => {
          const recording = new LeasedRecording({ device, recorder: 'fed' }, () =>
            recording.finish({ kind: 'stopped' }),
          );
          opened.push({ device, recording });
          if (device === 'other') recording.push(block, 0);
          return recording;
        },
      },
      device: 'dead',
      sampleRate: 16000,
      now: () => 0,
      postRoll: () => new PostRoll({ sampleRate: 16000, maxMs: 0 }),
      onFirstSample: () => undefined,
    });
    const ended = capture.run(writerOf(heard.resolve), listener, (stalled) => {
      alarms.push(stalled);
      if (stalled) alarmed.resolve();
    });
    await alarmed.promise;
    capture.switchTo('other');
    await heard.promise;
    expect(opened.map(({ device }) => device)).toEqual(['dead', 'other']);
    expect(alarms).toEqual([true, false]);
    capture.stop();
    await ended;
  });
});
