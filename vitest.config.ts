// Unit, server and security tests on plain Node. Those that bring up a desktop, a sound server or a browser, or that kill
// processes at moments, run one file at a time after the others: what they prove depends on time, not only on code.
import { defineConfig } from 'vitest/config';

const inRealTime = [
  'test/unit/host/**/*.test.ts',
  'test/unit/desktop/pages-gone.test.ts',
  'test/unit/hotkeys/x11-keys.test.ts',
  'test/unit/insertion/{command-clipboard,x11-*}.test.ts',
  'test/unit/audio/recorder*.test.ts',
  'test/unit/dictation/{busy-process,crash,faults,lost-microphone}.test.ts',
  'test/unit/takes/crash.test.ts',
  'test/unit/audio/capture-page.test.ts',
  'test/unit/standin/shape-link.test.ts',
  'test/unit/codex/transcribe/memory.test.ts',
  'test/server/{clients,load}.test.ts',
  'test/unit/codex/credentials/two-processes.test.ts',
];
const common = {
  testTimeout: 30_000,
  hookTimeout: 60_000,
  // What is waited for comes when it comes: vitest's own second is the speed of the machine, not a promise of Sotto's.
  expect: { poll: { timeout: 10_000 } },
  pool: 'forks' as const,
  env: { NODE_ENV: 'test' },
  setupFiles: ['test/hygiene/test-file.ts'],
};

export default defineConfig({
  test: {
    maxWorkers: 2,
    globalSetup: ['test/hygiene/suite.ts'],
    projects: [
      {
        test: {
          ...common,
          name: 'code',
          include: ['test/{unit,server,security}/**/*.test.ts'],
          exclude: inRealTime,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...common,
          name: 'real time',
          include: inRealTime,
          // A second try is printed and is a fault to be found; it must not hide what the other tests say.
          retry: 1,
          fileParallelism: false,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
