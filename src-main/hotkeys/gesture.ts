// What the user means by pressing the dictation key: hold to talk, tap to toggle, double-tap to lock. A total function of
// (state, event): it never gets stuck, and every press does something. Times come with the events; nothing waits here.
// PURE.
import type { Settings } from '../contract/settings.ts';

export type GestureSettings = Pick<Settings['dictation'], 'mode' | 'tapMs' | 'doubleTapLock'>;

export interface DictationKeyEvent {
  /**
   * `press`: pressed, and nobody will tell of the release (no hook). `late-down`: a press that was counted by a `press`
   * is told by the hook after all, so its release will be, too. `combo`: another key came down while a lone
   * modifier was held: it was meant for a shortcut. `lost`: the source of ups died or slept; the key counts as up.
   */
  readonly kind: 'down' | 'up' | 'press' | 'late-down' | 'cancel' | 'combo' | 'lost';
  /** When it happened, in milliseconds on a monotonic clock. */
  readonly at: number;
}

export type Intent =
  | { readonly do: 'start'; readonly hold: 'held' | 'hands-free' }
  /** The take goes on without the key, or is held by it after all. */
  | { readonly do: 'hold'; readonly hold: 'held' | 'hands-free' }
  | { readonly do: 'stop' }
  | { readonly do: 'cancel' };

export type GestureState =
  /** `tappedAt`: a tap ended just now and a second one would lock (hold mode). */
  | { readonly is: 'idle'; readonly tappedAt: number | null }
  /** The key is down and began this take at `since`. */
  | { readonly is: 'held'; readonly since: number }
  /** Recording without the key. `tappedAt`: let go after a tap, so that a second one may follow. */
  | { readonly is: 'free'; readonly tappedAt: number | null }
  /** The key is down although it did nothing yet, or ended the take: its release means nothing. */
  | { readonly is: 'spent' }
  /** A second tap is down: it locks on release, whatever its length. */
  | { readonly is: 'locking' };

export const idleGesture: GestureState = { is: 'idle', tappedAt: null };

/** A second tap that comes later than this is a tap of its own. */
const doubleTapMs = 400;
/** A lone modifier that turns out to be part of a shortcut does so soon; later keys are slips, and the take goes on. */
const comboMs = 700;

export interface GestureStep {
  readonly state: GestureState;
  readonly intent: Intent | null;
}

/**
 * @param listening whether a dictation is being recorded now. It may have been ended by other means (button, REST,
 *   a dead recorder) or begun by them: the key follows what is, not what it remembers.
 */
export function gesture(
  state: GestureState,
  event: DictationKeyEvent,
  listening: boolean,
  settings: GestureSettings,
): GestureStep {
  switch (event.kind) {
    case 'down':
      return down(state, event.at, listening, settings);
    case 'press':
      return listening ? to(idleGesture, { do: 'stop' }) : to(freeNow, { do: 'start', hold: 'hands-free' });
    case 'late-down':
      return state.is === 'free' && listening && settings.mode !== 'toggle'
        ? to({ is: 'held', since: event.at }, { do: 'hold', hold: 'held' })
        : to({ is: 'spent' });
    case 'up':
      return up(state, event.at, listening, settings);
    case 'combo':
      return state.is === 'held' && listening && event.at - state.since <= comboMs
        ? to({ is: 'spent' }, { do: 'cancel' })
        : to(state);
    case 'cancel':
      // The key may still be down: its release must not stop what begins next.
      return to(isDown(state) ? { is: 'spent' } : idleGesture, listening ? { do: 'cancel' } : null);
    case 'lost':
      return lost(state, listening);
  }
}

const freeNow: GestureState = { is: 'free', tappedAt: null };

const to = (state: GestureState, intent: Intent | null = null): GestureStep => ({ state, intent });

const isDown = (state: GestureState): boolean => state.is === 'held' || state.is === 'spent' || state.is === 'locking';

function down(state: GestureState, at: number, listening: boolean, settings: GestureSettings): GestureStep {
  const tappedAt = state.is === 'idle' || state.is === 'free' ? state.tappedAt : null;
  const second = settings.doubleTapLock && tappedAt !== null && at - tappedAt <= doubleTapMs;
  if (!listening) {
    if (settings.mode === 'toggle') return to({ is: 'spent' }, { do: 'start', hold: 'hands-free' });
    if (second) return to({ is: 'locking' }, { do: 'start', hold: 'hands-free' });
    return to({ is: 'held', since: at }, { do: 'start', hold: 'held' });
  }
  if (second) return to({ is: 'locking' }, { do: 'hold', hold: 'hands-free' });
  // Also after a release that was never seen: a press while recording ends it, always.
  return to({ is: 'spent' }, { do: 'stop' });
}

function up(state: GestureState, at: number, listening: boolean, settings: GestureSettings): GestureStep {
  if (state.is === 'idle' || state.is === 'free') return to(state); // a release whose press was not ours
  if (state.is !== 'held' || !listening) return to(listening ? freeNow : idleGesture);
  const tapped = at - state.since <= settings.tapMs;
  if (tapped && settings.mode === 'auto') {
    return to({ is: 'free', tappedAt: at }, { do: 'hold', hold: 'hands-free' });
  }
  return to({ is: 'idle', tappedAt: tapped ? at : null }, { do: 'stop' });
}

/** A held take is finished, not lost; a hands-free one needs no key. */
function lost(state: GestureState, listening: boolean): GestureStep {
  if (state.is === 'held' && listening) return to(idleGesture, { do: 'stop' });
  return to(listening ? freeNow : idleGesture);
}
