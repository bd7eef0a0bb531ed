// What the app can do with takes beyond recording them: list, edit, retry, export, paste again. One service for window,
// tray, REST and command line. Late results go to history and the clipboard, never into a window that the user has left.
import { AppError, toAppError } from '../contract/app-error.ts';
import type { AppState, Notice } from '../contract/state.ts';
import type { Take } from '../contract/take.ts';
import type { Inserter } from '../dictation/ports.ts';
import {
  staysPractice,
  type TranscriptionPorts,
  timingsAfterKeyUp,
  transcribeStored,
} from '../dictation/transcription.ts';
import type { StateStore } from '../lib/state-store.ts';

export interface RetrySettings {
  readonly language: string;
  readonly segments: boolean;
  /** Whether the practice service is there. */
  readonly practice: boolean;
}

/**
 * Sends a stored take again: what it misses, or all of it when it was finished. A real take goes to the real service even
 * in practice mode; a practice take becomes a real one where practice mode is off. The row ends as done, empty or failed.
 */
export async function retryTake(
  ports: TranscriptionPorts,
  id: string,
  settings: RetrySettings,
  signal: AbortSignal,
  onProgress?: (sent: number) => void,
): Promise<Take> {
  const take = ports.takes.get(id);
  if (!take) throw new AppError('take_not_found', `There is no take ${id}.`);
  if (take.audio === 'removed') throw new AppError('take_has_no_audio', 'The recording of this take is gone.');
  const practice = staysPractice(take, settings.practice);
  const startedAt = ports.clock.now();
  try {
    const heard = await transcribeStored(ports, take, {
      language: take.language ?? settings.language,
      segments: settings.segments,
      practice,
      atOnce: 3,
      signal,
      ...(onProgress ? { onProgress } : {}),
    });
    if (heard.kind === 'empty') return ports.takes.empty(id, heard.reason);
    const { service, sentBytes } = timingsAfterKeyUp(startedAt, heard.sent);
    return ports.takes.done(id, {
      text: heard.text,
      practice,
      timings: { ...(service === undefined ? {} : { service }), ...(sentBytes === undefined ? {} : { sentBytes }) },
    });
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    return ports.takes.failed(id, toAppError(thrown));
  }
}

/** The last text once more, into the window that is active now. */
export async function pasteAgain(
  inserter: Inserter,
  take: Take | null,
  state: StateStore<AppState>,
  now: () => number,
): Promise<void> {
  if (!take?.text) throw new AppError('take_not_found', 'There is no text yet.');
  const target = await inserter.target();
  const result = await inserter.insert(take.text, target);
  const takeId = take.id;
  const notice =
    result.insertion === 'pasted'
      ? { kind: 'pasted' as const, takeId, ...(target.name ? { target: target.name } : {}), until: now() + 1200 }
      : { kind: 'copied' as const, takeId, chord: result.chord ?? '', until: now() + 6000 };
  state.update((current) => ({ ...current, notice }));
  setTimeout(
    () => state.update((current) => (current.notice === notice ? { ...current, notice: null } : current)),
    notice.until - now(),
  );
}

const lateNoticeMs = 6000;

/**
 * A late text is put on the clipboard and said so; the window that it was meant for was left long ago. That of a file or
 * a request was meant for none: the queue leaves it in History. A finished take whose new try gave no text keeps the old
 * one: that is not copied, and why there is no new one is said.
 */
export async function tellLate(
  take: Take,
  by: 'user' | 'queue',
  inserter: Pick<Inserter, 'copy'>,
  state: StateStore<AppState>,
  now: () => number,
): Promise<void> {
  if (take.state !== 'done' || (by === 'queue' && take.source !== 'dictation')) return;
  const notice = await lateNotice(take, inserter, now() + lateNoticeMs);
  state.update((current) => (current.phase === 'idle' ? { ...current, notice } : current));
  setTimeout(
    () => state.update((current) => (current.notice === notice ? { ...current, notice: null } : current)),
    lateNoticeMs,
  ).unref();
}

async function lateNotice(take: Take, inserter: Pick<Inserter, 'copy'>, until: number): Promise<Notice> {
  const { id: takeId, device = '', error, emptyReason } = take;
  if (error) return { kind: 'failed', takeId, error, mendsItself: false, until };
  if (emptyReason) {
    const silent = emptyReason === 'no-frames' || emptyReason === 'digital-silence';
    return { kind: 'nothing-heard', takeId, device, silent, until };
  }
  const { chord } = await inserter.copy(take.text);
  return { kind: 'copied', takeId, chord: chord ?? '', until };
}
