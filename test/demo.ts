// `npm run demo`: the whole loop by itself on any Debian machine. A virtual desktop, a spoken sentence, a held key, text in
// a real editor. Prints what was said, what arrived and how long each stage took; leaves pictures in a folder.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TakeTimings } from '../src-main/contract/take.ts';
import { startKeyboard } from './desktop/keyboard.ts';
import { ensurePackages } from './desktop/packages.ts';
import { playIntoMicrophone } from './desktop/play-into-microphone.ts';
import { pollUntil } from './desktop/poll-until.ts';
import { takeScreenshot } from './desktop/screenshot.ts';
import { startVirtualDesktop } from './desktop/virtual-desktop.ts';
import { holdHotkey, releaseHotkey } from './e2e/support/hotkey.ts';
import { launchSotto } from './e2e/support/launch-sotto.ts';
import { electronKind } from './electron-kind.ts';
import { speak } from './standin/fsk-encode.ts';
import { startStandin } from './standin/standin.ts';

const root = join(import.meta.dirname, '..');
const said = 'Hold a key, speak, let go: the text stands at the cursor.';
const pictures = join(root, 'test-results', 'demo');

await ensurePackages();
if (!existsSync(join(root, 'dist/main.js'))) {
  const built = spawnSync(join(root, 'node_modules/.bin/vite'), ['build', '--app', '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (built.status !== 0) process.exit(1);
}
mkdirSync(pictures, { recursive: true });
console.log(
  `Sotto on ${electronKind(root)}, on a virtual desktop. The service is a stand-in that hears test tones; no account is used.`,
);

await using desktop = await startVirtualDesktop({ tray: true });
await using standin = await startStandin({ latency: { fixedMs: 400, msPerAudioSecond: 50 } });
await using keyboard = await startKeyboard(desktop.env);
await using app = await launchSotto(desktop, standin);

const document = join(desktop.dir, 'letter.txt');
writeFileSync(document, '');
const editor = spawn('mousepad', ['--disable-server', document], { env: desktop.env, stdio: 'ignore' });
try {
  await pollUntil(
    'the editor to have the focus',
    () => {
      const title = spawnSync('xdotool', ['getactivewindow', 'getwindowname'], {
        env: desktop.env,
        encoding: 'utf8',
      }).stdout;
      return title.includes('letter.txt') ? true : undefined;
    },
    { timeoutMs: 20_000 },
  );

  await holdHotkey(keyboard);
  await app.until('the microphone to deliver', ({ phase }) => phase === 'recording');
  const samples = speak(said, { leadMs: 20 });
  const playback = await playIntoMicrophone(
    { pcm: new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), sampleRateHz: 16_000 },
    { env: desktop.env },
  );
  await playback.started;
  await takeScreenshot(join(pictures, '1-speaking.png'), desktop.env);
  await playback.done;
  await releaseHotkey(keyboard);
  await app.until(
    'the paste to be told',
    ({ notice }) => notice?.kind === 'pasted' || notice?.kind === 'copied' || notice?.kind === 'failed',
  );
  await takeScreenshot(join(pictures, '2-pasted.png'), desktop.env);
  const arrived = await pollUntil(
    'the text to be saved by the editor',
    async () => {
      await keyboard.press('ctrl+s');
      return readFileSync(document, 'utf8').trimEnd() || undefined;
    },
    { timeoutMs: 10_000, everyMs: 200 },
  );
  await app.command('app.show', {});
  await app.until('the window', () => true);
  await takeScreenshot(join(pictures, '3-history.png'), desktop.env);

  const [take] = await app.takes();
  console.log(
    `\nsaid     ${said}\narrived  ${arrived}\n${said === arrived ? 'The same, word for word.' : 'NOT the same.'}\n`,
  );
  console.log(stages(take?.timings ?? {}));
  console.log(`\nPictures: ${pictures}`);
  process.exitCode = said === arrived ? 0 : 1;
} finally {
  editor.kill();
}

function stages(timings: TakeTimings): string {
  const names: Readonly<Record<keyof TakeTimings, string>> = {
    keyDownToFirstSample: 'key down to first sample',
    keyUpToRecorded: 'key up to recorded (post-roll)',
    keyUpToLastSegmentSent: 'key up to last byte sent',
    keyUpToLastAnswer: 'key up to answer',
    keyUpToInserted: 'key up to text at the cursor',
    insertion: 'insertion alone',
    service: 'the service itself',
    sentBytes: 'bytes sent',
  };
  return (Object.keys(names) as (keyof TakeTimings)[]) // the record's own keys
    .filter((name) => timings[name] !== undefined)
    .map((name) => `${names[name].padEnd(32)} ${Math.round(timings[name] ?? 0)}${name === 'sentBytes' ? '' : ' ms'}`)
    .join('\n');
}
