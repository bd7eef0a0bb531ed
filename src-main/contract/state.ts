// The one immutable state of the app. The main process owns it; tray, overlay, window, REST and the command line are
// views of it. PURE. Levels travel beside it (event `levels`), since they change forty times a second.

import type { ErrorReport } from './app-error.ts';
import type { ErrorCode } from './error-table.ts';
import type { Insertion, Take } from './take.ts';
import type { UpdateState } from './update.ts';

export type Phase = 'idle' | 'opening' | 'recording' | 'transcribing' | 'inserting';

/** How the running recording will end: key-up, or another press ("hands-free"). */
export type Hold = 'held' | 'hands-free';

export interface Dictation {
  readonly takeId: string;
  /** Unix milliseconds of the first sample; absent while the microphone opens. */
  readonly speakingSince?: number;
  readonly hold: Hold;
  readonly device: string;
  readonly target?: string;
  /** The microphone that the take went on with a moment ago, when the one before was lost. */
  readonly movedTo?: string;
  /** Dead microphone: no samples, or digital silence, for a second. */
  readonly alarm?: { readonly device: string; readonly next?: { readonly id: string; readonly label: string } };
  /** The user doesn't want it to be kept: it is forgotten once its text is delivered. */
  readonly unkept?: true;
  /** 0..1 of the audio sent, while transcribing. */
  readonly sent?: number;
  /** Unix milliseconds since when everything is sent and the answer is awaited. */
  readonly waitingSince?: number;
}

/** What the pill says after a dictation; goes by itself at `until` (unix ms), or stays. */
export type Notice =
  | { readonly kind: 'pasted'; readonly takeId: string; readonly target?: string; readonly until: number }
  | {
      readonly kind: 'copied';
      readonly takeId: string;
      readonly chord: string;
      readonly reason?: ErrorReport;
      readonly until: number;
    }
  | {
      readonly kind: 'nothing-heard';
      readonly takeId: string;
      readonly device: string;
      readonly silent: boolean;
      readonly until: number;
    }
  | {
      readonly kind: 'failed';
      readonly takeId?: string;
      readonly error: ErrorReport;
      readonly mendsItself: boolean;
      readonly until?: number;
    }
  | { readonly kind: 'discarded'; readonly takeId: string; readonly until: number };

/** A standing fault of the app (not of one take). */
export interface Problem {
  readonly id:
    | 'login'
    | 'recorder'
    | 'microphone'
    | 'hotkey'
    | 'hook'
    | 'storage'
    | 'settings'
    | 'server'
    | 'clipboard'
    | 'network';
  readonly error: ErrorReport;
}

export interface AccountState {
  readonly kind: 'unknown' | 'signed-out' | 'chatgpt' | 'apikey' | 'pat' | 'explicit' | 'practice' | 'broken';
  readonly email?: string;
  readonly plan?: string;
  /** It came with the environment or a flag, nothing of it is stored: it can't be signed out of. */
  readonly given?: boolean;
  readonly error?: ErrorReport;
  /** A sign-in is under way. */
  readonly signingIn?: { readonly method: 'browser' | 'device'; readonly code?: string; readonly url?: string };
}

export interface ServerState {
  readonly kind: 'off' | 'starting' | 'on' | 'failed';
  readonly address?: string;
  readonly error?: ErrorReport;
}

export interface Microphone {
  /** Empty = the system's default. */
  readonly id: string;
  readonly label: string;
  readonly isDefault: boolean;
}

export interface MicrophoneKept {
  readonly device: string;
  /** Unix milliseconds. */
  readonly until: number;
}

export interface HotkeyState {
  readonly accelerator: string;
  /** What works here: hold needs the hook, toggle only the grab. */
  readonly works: 'hold' | 'toggle' | 'none';
  readonly error?: ErrorReport;
}

export interface LastTake {
  readonly id: string;
  readonly text: string;
  readonly insertion: Insertion;
  readonly failed?: ErrorCode;
}

export const lastTakeOf = ({ id, text, insertion, error }: Take): LastTake => ({
  id,
  text,
  insertion,
  ...(error ? { failed: error.code } : {}),
});

export interface AppState {
  readonly version: string;
  readonly phase: Phase;
  readonly dictation: Dictation | null;
  readonly notice: Notice | null;
  readonly problems: readonly Problem[];
  readonly account: AccountState;
  readonly server: ServerState;
  readonly hotkey: HotkeyState;
  readonly microphones: readonly Microphone[];
  /** The microphone is open although nothing is recorded: kept for the next take, by the user's wish. */
  readonly microphoneKept: MicrophoneKept | null;
  readonly lastTake: LastTake | null;
  /** Takes waiting to be sent again, files in work included. */
  readonly queued: number;
  readonly failedCount: number;
  readonly update: UpdateState;
}

export const initialState = (version: string): AppState => ({
  version,
  phase: 'idle',
  dictation: null,
  notice: null,
  problems: [],
  account: { kind: 'unknown' },
  server: { kind: 'off' },
  hotkey: { accelerator: '', works: 'none' },
  microphones: [],
  microphoneKept: null,
  lastTake: null,
  queued: 0,
  failedCount: 0,
  update: { kind: 'off' },
});
