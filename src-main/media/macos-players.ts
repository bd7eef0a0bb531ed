// Players on macOS, which has no public way to pause whatever plays: Music and Spotify by Apple events, and only when
// they run, since asking a program that doesn't would start it. The first time, the system asks the user.
import { runProgram } from '../lib/run-program.ts';
import type { MediaPlayers } from './players.ts';

const programs = ['Music', 'Spotify'] as const;
const patienceMs = 2_000;

/** Answers "yes" when it paused. One script a program: a dictionary that is missing stops a whole script. */
export function pauseScript(program: string): string {
  return `if application "${program}" is running then
  tell application "${program}"
    if player state is playing then
      pause
      return "yes"
    end if
  end tell
end if
return "no"`;
}

export function resumeScript(program: string): string {
  return `if application "${program}" is running then
  tell application "${program}"
    if player state is paused then play
  end tell
end if`;
}

/** Runs a script and returns what it says; '' when it can't. */
export type RunScript = (script: string) => Promise<string>;

export function osascript(env: Readonly<Record<string, string | undefined>>): RunScript {
  return async (script) => {
    const ended = await runProgram('/usr/bin/osascript', ['-'], {
      input: script,
      env,
      timeoutMs: patienceMs,
      maxOutputBytes: 10_000,
    });
    return ended.kind === 'ended' && ended.code === 0 ? ended.stdout.toString('utf8').trim() : '';
  };
}

export function macosPlayers(run: RunScript): MediaPlayers {
  return {
    pausePlaying: async () => {
      const all = await Promise.all(
        programs.map(async (program) => ((await run(pauseScript(program))) === 'yes' ? program : null)),
      );
      const names = all.filter((program) => program !== null);
      return {
        names,
        resume: async () => {
          await Promise.all(names.map((program) => run(resumeScript(program))));
        },
      };
    },
  };
}
