// What a row says: its line of text and its line of meta, for every state of a take. PURE but for the language.
import { errorFacts, type Mend } from '../../../src-main/contract/error-table.ts';
import type { AppState } from '../../../src-main/contract/state.ts';
import type { Take } from '../../../src-main/contract/take.ts';
import type { IconName } from '../../parts/icon.tsx';
import { dayOfMonth, percent } from '../../words/format.ts';
import { errorShort, errorTitle, t } from '../../words/words.ts';

export interface RowWords {
  /** Absent: bars stand in the place of the words. */
  readonly said?: string;
  readonly quiet: boolean;
  readonly tone: 'plain' | 'voice' | 'mend';
  readonly sign?: IconName | 'dot';
  /** The state, then what it is about. */
  readonly state: string;
  readonly about?: string;
  readonly mend?: Exclude<Mend, 'none' | 'wait'>;
  readonly undo?: true;
  readonly live: 'recording' | 'sending' | 'waiting' | null;
  /** 0..1 of the audio sent. */
  readonly share?: number;
}

export interface RowContext {
  readonly dictation: AppState['dictation'];
  readonly now: number;
  readonly discardedDays: number;
  /** Copied text is pasted with these keys. */
  readonly pasteChord: string;
}

export function rowWords(take: Take, context: RowContext): RowWords {
  const plain = { quiet: false, tone: 'plain', live: null } as const;
  switch (take.state) {
    case 'recording':
      return {
        ...plain,
        tone: 'voice',
        sign: 'dot',
        state: t('recording'),
        live: 'recording',
        ...(take.target ? { about: t('into', { target: take.target }) } : {}),
      };
    case 'recorded':
      return { ...plain, live: 'sending', share: 0, state: t('queued') };
    case 'transcribing':
      return { ...plain, ...transcribing(take, context) };
    case 'done':
      return { ...plain, said: take.text, ...became(take, context) };
    case 'empty':
      return { ...plain, said: t('nothingHeard'), quiet: true, sign: 'none', state: emptyWords(take) };
    case 'discarded':
      return {
        ...plain,
        said: t('discarded'),
        quiet: true,
        sign: 'x',
        state: t('notSentKeptUntil', { day: dayOfMonth(take.createdAt + context.discardedDays * 86_400_000) }),
        undo: true,
      };
    case 'failed':
      return { ...plain, tone: 'mend', sign: 'warn', ...failed(take, context) };
  }
}

function transcribing(
  take: Take,
  { dictation, now }: RowContext,
): Pick<RowWords, 'state' | 'live' | 'share' | 'about'> {
  const ours = dictation?.takeId === take.id ? dictation : null;
  if (ours?.waitingSince !== undefined) {
    const seconds = Math.floor((now - ours.waitingSince) / 1000);
    return {
      live: 'waiting',
      share: 1,
      ...(seconds >= 2
        ? { state: t('waitingSeconds', { seconds }), about: t('forChatGpt') }
        : { state: t('waiting'), about: t('forChatGpt') }),
    };
  }
  const done = take.segments.filter(({ state }) => state === 'done').length;
  const share = ours?.sent ?? (take.segments.length > 0 ? done / take.segments.length : 0);
  if (share >= 1) return { live: 'waiting', share: 1, state: t('waiting'), about: t('forChatGpt') };
  return { live: 'sending', share, state: t('sendingShare', { share: percent(share) }) };
}

function became(take: Take, { pasteChord }: RowContext): Pick<RowWords, 'sign' | 'state'> {
  if (take.source === 'file') return { sign: 'file', state: take.fileName ?? t('file') };
  if (take.source === 'server') return { sign: 'export', state: take.fileName ? `API, ${take.fileName}` : 'API' };
  if (take.source === 'cli') return { sign: 'file', state: take.fileName ?? t('commandLine') };
  if (take.insertion === 'copied') return { sign: 'clip', state: t('copiedPress', { chord: pasteChord }) };
  if (take.insertion === 'pasted') return { state: take.target ?? t('pasted') };
  return { state: take.target ? t('meantFor', { target: take.target }) : t('notPasted') };
}

export function emptyWords(take: Take): string {
  const device = take.device ?? t('theMicrophone');
  switch (take.emptyReason) {
    case 'no-frames':
    case 'digital-silence':
      return t('wasSilent', { device });
    case 'noise-only':
      return t('noiseOnly', { device });
    default:
      return t('nothingRecognised');
  }
}

function failed(take: Take, { now }: RowContext): Pick<RowWords, 'said' | 'state' | 'mend'> {
  if (!take.error) return { said: t('failed'), state: t('failedKept') };
  const facts = errorFacts(take.error.code);
  const mend = facts.mend === 'none' || facts.mend === 'wait' ? {} : { mend: facts.mend };
  const title = errorTitle(take.error);
  // Beside a button a row has room for some 26 letters.
  const said = title.length > 26 && 'mend' in mend ? errorShort(take.error) : title;
  if (facts.retry === 'online') return { said, state: t('sentWhenNetworkBack'), ...mend };
  if (take.retryAt !== undefined && take.retryAt > now) return { said, state: t('triedAgainSoon'), ...mend };
  return { said, state: take.audio === 'removed' ? t('failed') : t('failedKept'), ...mend };
}
