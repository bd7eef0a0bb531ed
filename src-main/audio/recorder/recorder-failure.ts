// Why a recorder program ended, from its exit and from what it wrote to stderr, as an error for people. Pure. The
// messages are those of parecord 16, arecord 1.2, pw-record 1.x and sox 14.4 in the C locale.
import { AppError } from '../../contract/app-error.ts';
import type { ErrorCode } from '../../contract/error-table.ts';

export interface ProgramExit {
  readonly program: string;
  /** The device that was asked for; '' = the system's default. */
  readonly device: string;
  readonly code: number | null;
  readonly signal: string | null;
  /** The system's code when it could not be started at all: ENOENT, EACCES … */
  readonly spawnCode: string | null;
  /** The last lines of stderr. */
  readonly stderr: string;
  /** Whether a sample had come before. */
  readonly heard: boolean;
}

const patterns: readonly (readonly [RegExp, ErrorCode])[] = [
  [/permission denied|access denied|operation not permitted|not authori[sz]ed/i, 'microphone_denied'],
  [/resource busy|device busy|already in use|allocated/i, 'microphone_busy'],
  [
    /no such (file or directory|device|entity)|unknown pcm|no default audio device|cannot get card index|no node available|target not found|no target node|can'?t open input|can not open audio device|audio open error/i,
    'microphone_missing',
  ],
];

/** The sound server itself can't be reached: there may be microphones, but nobody to ask for them. */
const serverGone = /connection refused|connection terminated|host is down|pw_context_connect|pa_context_connect/i;

export function recorderFailure(exit: ProgramExit): AppError {
  const { program, heard } = exit;
  const cause = exit.stderr === '' ? undefined : new Error(exit.stderr);
  if (exit.spawnCode !== null) {
    return new AppError('recorder_missing', `${program} could not be started (${exit.spawnCode}).`, { cause });
  }
  if (heard) return new AppError('recorder_died', `${program} stopped while recording${how(exit)}.`, { cause });
  if (serverGone.test(exit.stderr)) {
    return new AppError('microphone_missing', `${program} can\u2019t reach the sound server.`, {
      cause,
      hint: 'Start PipeWire or PulseAudio, or choose another recorder in Settings.',
    });
  }
  const code = patterns.find(([pattern]) => pattern.test(exit.stderr))?.[1] ?? 'recorder_died';
  return new AppError(code, sentence(code, exit), { cause });
}

function sentence(code: ErrorCode, exit: ProgramExit): string {
  const device = exit.device === '' ? 'the default microphone' : `the microphone ${exit.device}`;
  switch (code) {
    case 'microphone_denied':
      return `The system does not let ${exit.program} use ${device}.`;
    case 'microphone_busy':
      return `Another program holds ${device}.`;
    case 'microphone_missing':
      return exit.device === '' ? `${exit.program} finds no microphone.` : `${exit.program} can\u2019t find ${device}.`;
    default:
      return `${exit.program} ended before the first sample${how(exit)}.`;
  }
}

function how(exit: ProgramExit): string {
  const line = lastLine(exit.stderr);
  const reason = exit.signal === null ? `exit code ${exit.code ?? 'unknown'}` : exit.signal;
  return line === '' ? ` (${reason})` : ` (${reason}: ${line})`;
}

function lastLine(stderr: string): string {
  return (stderr.trim().split('\n').at(-1) ?? '').slice(0, 200);
}

/** What tells a person most comes first: a refusal says more than an absence, an absence more than a crash. */
const telling: readonly ErrorCode[] = ['microphone_denied', 'microphone_busy', 'microphone_missing', 'recorder_died'];

/** Of all that failed while opening: the error that helps most; of equal ones the first. */
export function mostTelling(failures: readonly AppError[]): AppError | undefined {
  for (const code of telling) {
    const found = failures.find((failure) => failure.code === code);
    if (found) return found;
  }
  return failures[0];
}

/** Nothing is installed that could record. */
export function recorderMissing(platform: NodeJS.Platform): AppError {
  const what: Partial<Record<NodeJS.Platform, string>> = {
    darwin: 'Install sox (brew install sox), or choose "window" as the recorder in Settings.',
    win32: 'Install SoX and put it on the PATH, or choose "window" as the recorder in Settings.',
  };
  return new AppError('recorder_missing', 'No program that can record is installed.', {
    hint: what[platform] ?? 'Install pulseaudio-utils (parecord), pipewire-bin, alsa-utils or sox.',
  });
}
