// What the pill says for a state at a moment. PURE: words are keys with values, so that the page and the tests read the
// same rows of the words table. Null: no pill.
import type { ErrorReport } from '../../src-main/contract/app-error.ts';
import { errorFacts, type Mend } from '../../src-main/contract/error-table.ts';
import type { AppState, Dictation, Notice } from '../../src-main/contract/state.ts';

export type PillPhase =
  | 'opening'
  | 'speak'
  | 'free'
  | 'dead'
  | 'sending'
  | 'waiting'
  | 'inserting'
  | 'pasted'
  | 'copied'
  | 'empty'
  | 'failed'
  | 'offline'
  | 'undo';

export type PillSign = 'mark' | 'check' | 'clip' | 'none' | 'warn' | 'x';

export type PillWords =
  | { readonly word: 'pillOpening' | 'pillSpeak' | 'pillFree' | 'pillSending' | 'pillInserting' | 'pillPasted' }
  | { readonly word: 'pillSendingShare'; readonly share: number }
  | { readonly word: 'pillWaiting'; readonly seconds: number }
  | { readonly word: 'pillDead' | 'pillMoved'; readonly device: string }
  | { readonly word: 'pillPastedInto'; readonly target: string }
  | { readonly word: 'pillCopied' | 'pillNothingHeard' | 'pillDiscarded' }
  | { readonly word: 'error'; readonly error: ErrorReport };

export type PillHush =
  | { readonly word: 'pillWasSilent'; readonly device: string }
  | { readonly word: 'pillNoSpeech' | 'takeKept' | 'sentWhenBack' | 'triedAgain' };

export type PillButton =
  | { readonly does: 'cancel' | 'finish' | 'undo' | 'close' }
  | { readonly does: 'useNext'; readonly label: string }
  | { readonly does: 'mend'; readonly mend: Exclude<Mend, 'none' | 'wait'>; readonly takeId?: string };

export interface OverlayModel {
  readonly phase: PillPhase;
  readonly sign: PillSign;
  readonly words: PillWords;
  readonly hush?: PillHush;
  /** live: levels as they come; turning: rubric to ink up to `share`; ink: all sent. */
  readonly bars?:
    | { readonly kind: 'live' }
    | { readonly kind: 'turning'; readonly share: number }
    | { readonly kind: 'ink' };
  /** Elapsed milliseconds of the recording. */
  readonly elapsedMs?: number;
  readonly chord?: string;
  readonly buttons: readonly PillButton[];
  /** Unix milliseconds: the line under the pill runs out then. */
  readonly runsOutAt?: number;
  readonly practice: boolean;
  /** How soon the words change by themselves: the page's clock. Null: never. */
  readonly stepMs: number | null;
}

/** Seconds are shown from the second second on: before that, nobody has waited. */
const waitingShownAfterMs = 2000;

/** @param now unix milliseconds. */
export function overlayModel(state: AppState, now: number): OverlayModel | null {
  const practice = state.account.kind === 'practice';
  const model = state.dictation
    ? fromDictation(state.dictation, state, now)
    : state.notice && (state.notice.until === undefined || state.notice.until > now)
      ? fromNotice(state.notice)
      : null;
  return model && { ...model, practice };
}

type Model = Omit<OverlayModel, 'practice'>;

function fromDictation(dictation: Dictation, { phase }: AppState, now: number): Model | null {
  const cancel: PillButton = { does: 'cancel' };
  if (phase === 'inserting') {
    return {
      phase: 'inserting',
      sign: 'mark',
      words: { word: 'pillInserting' },
      bars: { kind: 'ink' },
      buttons: [],
      stepMs: null,
    };
  }
  if (phase === 'transcribing') return sending(dictation, now);
  if (dictation.alarm) {
    const { device, next } = dictation.alarm;
    return {
      phase: 'dead',
      sign: 'warn',
      words: { word: 'pillDead', device },
      buttons: next ? [{ does: 'useNext', label: next.label }, cancel] : [cancel],
      stepMs: null,
    };
  }
  if (phase === 'idle') return null;
  if (phase === 'opening' || dictation.speakingSince === undefined) {
    return { phase: 'opening', sign: 'mark', words: { word: 'pillOpening' }, buttons: [cancel], stepMs: null };
  }
  const free = dictation.hold === 'hands-free';
  return {
    phase: free ? 'free' : 'speak',
    sign: 'mark',
    words: dictation.movedTo
      ? { word: 'pillMoved', device: dictation.movedTo }
      : { word: free ? 'pillFree' : 'pillSpeak' },
    bars: { kind: 'live' },
    elapsedMs: Math.max(0, now - dictation.speakingSince),
    buttons: free ? [{ does: 'finish' }, cancel] : [cancel],
    stepMs: 250,
  };
}

function sending({ sent, waitingSince }: Dictation, now: number): Model {
  if (waitingSince === undefined) {
    return {
      phase: 'sending',
      sign: 'mark',
      words: sent === undefined ? { word: 'pillSending' } : { word: 'pillSendingShare', share: sent },
      bars: { kind: 'turning', share: sent ?? 0 },
      buttons: [{ does: 'cancel' }],
      stepMs: null,
    };
  }
  const waited = Math.max(0, now - waitingSince);
  return {
    phase: 'waiting',
    sign: 'mark',
    words:
      waited < waitingShownAfterMs
        ? { word: 'pillSendingShare', share: 1 }
        : { word: 'pillWaiting', seconds: Math.floor(waited / 1000) },
    bars: { kind: 'ink' },
    buttons: [{ does: 'cancel' }],
    stepMs: 250,
  };
}

function fromNotice(notice: Notice): Model {
  const ends = { stepMs: notice.until === undefined ? null : 100, buttons: [] as readonly PillButton[] };
  switch (notice.kind) {
    case 'pasted':
      return {
        ...ends,
        phase: 'pasted',
        sign: 'check',
        words: notice.target ? { word: 'pillPastedInto', target: notice.target } : { word: 'pillPasted' },
      };
    case 'copied':
      return { ...ends, phase: 'copied', sign: 'clip', words: { word: 'pillCopied' }, chord: notice.chord };
    case 'nothing-heard':
      return {
        ...ends,
        phase: 'empty',
        sign: 'none',
        words: { word: 'pillNothingHeard' },
        hush: notice.silent ? { word: 'pillWasSilent', device: notice.device } : { word: 'pillNoSpeech' },
      };
    case 'discarded':
      return {
        ...ends,
        phase: 'undo',
        sign: 'x',
        words: { word: 'pillDiscarded' },
        buttons: [{ does: 'undo' }],
        runsOutAt: notice.until,
      };
    case 'failed':
      return failed(notice);
  }
}

function failed({ error, mendsItself, takeId, until }: Extract<Notice, { kind: 'failed' }>): Model {
  const close: PillButton = { does: 'close' };
  const base = { sign: 'warn', words: { word: 'error', error }, stepMs: until === undefined ? null : 250 } as const;
  if (mendsItself) {
    const offline = error.code === 'network' || error.code === 'connect_timeout';
    return { ...base, phase: 'offline', hush: { word: offline ? 'sentWhenBack' : 'triedAgain' }, buttons: [close] };
  }
  const mend = errorFacts(error.code).mend;
  return {
    ...base,
    phase: 'failed',
    ...(takeId === undefined ? {} : { hush: { word: 'takeKept' } as const }),
    buttons:
      mend === 'none' || mend === 'wait'
        ? [close]
        : [{ does: 'mend', mend, ...(takeId === undefined ? {} : { takeId }) }, close],
  };
}
