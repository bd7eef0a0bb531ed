// Short tones at the start, the end and a failure, off unless the user wants them. Played by the system's own player,
// started and forgotten; a cue that can't be played is silence, never an error.
import { join } from 'node:path';
import type { Settings } from '../contract/settings.ts';
import type { Cues } from '../dictation/ports.ts';
import { findProgram } from '../lib/find-program.ts';
import { programEnv } from '../lib/program-env.ts';
import { runProgram } from '../lib/run-program.ts';
import type { Surroundings } from './places.ts';

/** Candidates in order; `%f` is the file, `%v` the volume in the player's own unit. */
const players: Readonly<
  Partial<
    Record<
      NodeJS.Platform,
      readonly { readonly program: string; readonly args: (file: string, volume: number) => string[] }[]
    >
  >
> = {
  linux: [
    { program: 'pw-play', args: (file, volume) => ['--volume', volume.toFixed(2), file] },
    { program: 'paplay', args: (file, volume) => [`--volume=${Math.round(volume * 65_536)}`, file] },
    { program: 'aplay', args: (file) => ['-q', file] },
  ],
  darwin: [{ program: 'afplay', args: (file, volume) => ['-v', volume.toFixed(2), file] }],
};

const sounds = { start: 'start.wav', stop: 'finish.wav', failed: 'problem.wav' } as const;

export function createCues(
  surroundings: Surroundings,
  settings: () => Pick<Settings, 'dictation' | 'appearance'>,
): Cues {
  const { env, platform, bundle } = surroundings;
  const find = (program: string): string | null => findProgram(program, { path: env.PATH ?? '', platform });
  return {
    play: (cue) => {
      const { dictation, appearance } = settings();
      // The pill plays them where it is shown.
      if (dictation.cues === 'off' || appearance.overlay !== 'off') return;
      const player = players[platform]?.find(({ program }) => find(program) !== null);
      if (!player) return;
      const file = join(bundle, 'sounds', sounds[cue]);
      void runProgram(player.program, player.args(file, dictation.cueVolume), {
        env: programEnv(env),
        timeoutMs: 3000,
        maxOutputBytes: 1000,
      }).catch(() => undefined); // out of processes or descriptors: the take is what they are needed for
    },
  };
}
