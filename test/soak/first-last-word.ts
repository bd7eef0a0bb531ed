// The first and the last word: tones that start as soon as the recorder has delivered its first sample and end at key-up
// must arrive whole. `node test/soak/first-last-word.ts [rounds]` (50) prints each miss and the rate; ends with 1 on a miss.
import { type Keyboard, startKeyboard } from '../desktop/keyboard.ts';
import { playIntoMicrophone } from '../desktop/play-into-microphone.ts';
import { openTerminalField } from '../desktop/terminal-field.ts';
import { startVirtualDesktop, type VirtualDesktop } from '../desktop/virtual-desktop.ts';
import { holdHotkey, releaseHotkey } from '../e2e/support/hotkey.ts';
import { launchSotto, type SottoApp } from '../e2e/support/launch-sotto.ts';
import { speak } from '../standin/fsk-encode.ts';
import { type Standin, startStandin } from '../standin/standin.ts';

export interface WordRound {
  readonly said: string;
  /** What the service heard. */
  readonly heard: string;
}

/** Speaks two words without any silence around them, between "Speak" and key-up. @returns one entry a round */
export async function firstAndLastWords(
  parts: {
    readonly app: SottoApp;
    readonly desktop: VirtualDesktop;
    readonly keyboard: Keyboard;
    readonly standin: Standin;
  },
  rounds: number,
): Promise<WordRound[]> {
  const { app, desktop, keyboard, standin } = parts;
  const told: WordRound[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const said = `first${round} last${round}`;
    const samples = speak(said);
    const pcm = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    const before = (await app.state()).lastTake?.id;
    await holdHotkey(keyboard);
    await app.until('the microphone to deliver', ({ phase }) => phase === 'recording');
    const playback = await playIntoMicrophone({ pcm, sampleRateHz: 16_000 }, { env: desktop.env });
    await playback.done;
    await releaseHotkey(keyboard);
    await app.until(
      'the take to be settled',
      ({ lastTake, phase }) => phase === 'idle' && lastTake !== null && lastTake.id !== before,
    );
    told.push({ said, heard: standin.transcriptions().at(-1)?.audio?.text ?? '' });
  }
  return told;
}

if (process.argv[1] === import.meta.filename) {
  await using desktop = await startVirtualDesktop();
  await using standin = await startStandin();
  await using keyboard = await startKeyboard(desktop.env);
  await using app = await launchSotto(desktop, standin);
  await using field = await openTerminalField(desktop);
  await field.focus();
  const rounds = await firstAndLastWords({ app, desktop, keyboard, standin }, Number(process.argv[2] ?? 50));
  const missed = rounds.filter(({ said, heard }) => said !== heard);
  for (const { said, heard } of missed) console.log(`said ${JSON.stringify(said)}, heard ${JSON.stringify(heard)}`);
  console.log(`${rounds.length - missed.length} of ${rounds.length} arrived whole`);
  process.exitCode = missed.length === 0 ? 0 : 1;
}
