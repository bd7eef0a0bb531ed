// What history lets go of by itself: audio and text apart, by age, number and size. Starred takes, takes in work and
// takes that were never heard stay (for size and number, while others are left); discarded ones have days of their own.
// Knows the rows, and ports to the files.
import { setImmediate } from 'node:timers/promises';
import type { Settings } from '../contract/settings.ts';
import type { TakeState } from '../contract/take.ts';
import type { StoredTake } from './stored-take.ts';

export interface RetentionRule
  extends Pick<Settings['history'], 'audioDays' | 'textDays' | 'discardedDays' | 'audioMegabytes'>,
    Partial<Pick<Settings['history'], 'audioTakes'>> {}

export interface RetentionResult {
  /** Takes that lost their audio, their text, or went altogether. */
  readonly audio: number;
  readonly text: number;
  readonly takes: number;
}

export interface RetentionSource {
  select(where: string, ...values: (string | number)[]): readonly StoredTake[];
  dropAudio(id: string): void;
  dropText(id: string): void;
  remove(ids: readonly string[]): void;
  readonly now: () => number;
}

const dayMs = 86_400_000;
const megabyte = 1_000_000;
/** Nobody's, not starred, not being deleted anyway. */
const free = 'starred = 0 and owner is null and deleted_at is null';
const finished = "state in ('done', 'empty')";
const heard = "state in ('done', 'empty', 'discarded')";
const takesPerStep = 50;

/** Takes are let go in steps, so that nothing else waits. */
export async function applyRetention(
  source: RetentionSource,
  rule: RetentionRule,
  signal?: AbortSignal,
): Promise<RetentionResult> {
  const count = { audio: 0, text: 0, takes: 0 };
  const before = (days: number): number => source.now() - days * dayMs;
  const each = async (takes: readonly StoredTake[], work: (stored: StoredTake) => void): Promise<void> => {
    for (const [index, stored] of takes.entries()) {
      signal?.throwIfAborted();
      // Between two steps it may have been starred, sent again or deleted by the user.
      if (source.select(`${free} and id = ?`, stored.take.id).length > 0) work(stored);
      if (index % takesPerStep === takesPerStep - 1) await setImmediate();
    }
  };
  const remove = ({ take }: StoredTake): void => {
    source.remove([take.id]);
    count.takes += 1;
  };
  const dropAudio = (stored: StoredTake): void => {
    if (stored.take.text === '') {
      remove(stored); // neither text nor audio would be left
    } else {
      source.dropAudio(stored.take.id);
      count.audio += 1;
    }
  };

  const old = source.select(`${free} and state = 'discarded' and created_at < ?`, before(rule.discardedDays));
  await each(old, remove);
  if (rule.audioDays > 0) {
    const where = `${free} and ${finished} and audio = 'kept' and audio_bytes > 0 and created_at < ?`;
    await each(source.select(where, before(rule.audioDays)), dropAudio);
  }
  await each(tooMuch(source, rule), dropAudio);
  if (rule.textDays > 0) {
    const where = `${free} and created_at < ? and (text <> '' or audio_bytes = 0) and ${heard}`;
    await each(source.select(where, before(rule.textDays)), (stored) => {
      if (stored.audioBytes === 0) return remove(stored);
      source.dropText(stored.take.id);
      count.text += 1;
    });
  }
  return count;
}

/**
 * The oldest takes above the limits of number and size. What was never heard goes after all that was, since nothing of it
 * would be left; what the user threw away goes before what failed.
 */
function tooMuch(source: RetentionSource, rule: RetentionRule): readonly StoredTake[] {
  const mostBytes = rule.audioMegabytes > 0 ? rule.audioMegabytes * megabyte : Number.POSITIVE_INFINITY;
  const mostTakes = rule.audioTakes || Number.POSITIVE_INFINITY;
  if (mostBytes === Number.POSITIVE_INFINITY && mostTakes === Number.POSITIVE_INFINITY) return [];
  const withAudio = source.select("audio = 'kept' and audio_bytes > 0 and deleted_at is null order by seq");
  let bytes = withAudio.reduce((sum, stored) => sum + stored.audioBytes, 0);
  let takes = withAudio.length;
  const isFree = ({ take, owner }: StoredTake): boolean => !take.starred && owner === null;
  const places: Partial<Record<TakeState, number>> = { done: 0, empty: 0, discarded: 1 };
  const placeOf = ({ take }: StoredTake): number => places[take.state] ?? 2;
  const order = withAudio.filter(isFree).sort((a, b) => placeOf(a) - placeOf(b));
  return order.filter((stored) => {
    if (bytes <= mostBytes && takes <= mostTakes) return false;
    bytes -= stored.audioBytes;
    takes -= 1;
    return true;
  });
}
