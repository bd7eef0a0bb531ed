// A recording while its process is held up, as by a slow disk: the recorder, a real program, goes on meanwhile, and what it
// says waits in its pipe.
import { expect, it } from 'vitest';
import { PostRoll } from '../../../src-main/audio/post-roll.ts';
import { Capture } from '../../../src-main/dictation/capture.ts';
import type { TakeListener, TakeWriter } from '../../../src-main/dictation/ports.ts';
import { programFolder, recorderWith } from '../audio/sound.ts';

const speaking = `
import sys, time, signal
signal.signal(signal.SIGINT, lambda *a: sys.exit(0))
while True:
    sys.stdout.buffer.write(b"\\1\\0" * 320)
    sys.stdout.buffer.flush()
    time.sleep(0.02)
`;
const now = (): number => performance.now();

const holdUp = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};

it('raises no alarm about a microphone that spoke all the time', async () => {
  await using folder = await programFolder({ parecord: `exec /usr/bin/python3 -c '${speaking}'` });
  const recorder = recorderWith({ env: { PATH: folder.path }, choice: () => 'parecord' });
  const capture = new Capture({
    recorder,
    device: '',
    sampleRate: 16000,
    now,
    postRoll: () => new PostRoll({ maxMs: 250, sampleRate: 16000, trailingQuietMs: () => 0 }),
    onFirstSample: () => undefined,
  });
  let blocks = 0;
  const listener: TakeListener = {
    push: () => {
      blocks += 1;
      // Between two reads of the pipe, with the stall watch set long ago.
      if (blocks === 10) setImmediate(holdUp, 1200);
      if (blocks === 30) capture.finish();
    },
    trailingQuietMs: 0,
    durationMs: 0,
    finish: async () => ({ verdict: { kind: 'speech' }, last: null }),
    abandon: () => undefined,
  };
  const writer: TakeWriter = {
    id: 'x',
    append: () => undefined,
    trouble: null,
    finish: () => {
      throw new Error('The recording closes no take.');
    },
  };
  const stalls: boolean[] = [];
  await capture.run(writer, listener, (stalled) => stalls.push(stalled));
  expect(blocks).toBeGreaterThan(30);
  expect(stalls).toEqual([]);
});
