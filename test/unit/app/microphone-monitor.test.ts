import { expect, test } from 'vitest';
import { MicrophoneMonitor } from '../../../src-main/app/microphone-monitor.ts';
import { createListening } from '../../../src-main/audio/listener.ts';
import type { Recorder } from '../../../src-main/dictation/ports.ts';
import { silentLog } from '../../../src-main/lib/log.ts';

/** Microphones that are open, by their devices; each takes a while to close. */
function openMonitor() {
  const open = new Set<string>();
  const recorder: Recorder = {
    open: ({ device }) => {
      open.add(device);
      const over = Promise.withResolvers<void>();
      return {
        device,
        recorder: 'fake',
        firstSample: Promise.resolve(0),
        blocks: (async function* () {
          yield Buffer.alloc(640);
          await over.promise;
        })(),
        ended: over.promise.then(() => ({ kind: 'stopped' as const })),
        stop: () => over.resolve(),
        [Symbol.asyncDispose]: async () => {
          over.resolve();
          await new Promise((resolve) => setImmediate(resolve));
          open.delete(device);
        },
      };
    },
  };
  const monitor = new MicrophoneMonitor({
    recorder,
    release: async () => undefined,
    listening: createListening({ log: silentLog }),
    sampleRate: () => 16000,
    device: () => '',
    onLevel: () => undefined,
    now: () => 0,
  });
  return { monitor, open };
}

test('a meter that is moved on twice in a row leaves no microphone open behind', async () => {
  const { monitor, open } = openMonitor();
  await monitor.start('first');
  await Promise.all([monitor.start('second'), monitor.start('third')]);
  expect([...open]).toEqual(['third']);
  await monitor.stop();
  expect([...open]).toEqual([]);
});

test('a meter that is closed while the one before it still closes stays closed', async () => {
  const { monitor, open } = openMonitor();
  await monitor.start('first');
  await Promise.all([monitor.start('second'), monitor.stop()]);
  expect([...open]).toEqual([]);
});
