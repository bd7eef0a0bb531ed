// The history with its retention: opened first, so that what was being said when the last run ended is kept before
// anything else can fail.
import { errorReport } from '../contract/app-error.ts';
import type { Settings } from '../contract/settings.ts';
import { type AppState, type LastTake, lastTakeOf } from '../contract/state.ts';
import type { Take } from '../contract/take.ts';
import type { AudioSource } from '../desktop/protocol.ts';
import type { Log } from '../lib/log.ts';
import type { StateStore } from '../lib/state-store.ts';
import { openTakeStore, type TakeStore } from '../takes/take-store.ts';

export interface OpenTakesOptions {
  readonly folder: string;
  readonly state: StateStore<AppState>;
  readonly settings: StateStore<Settings>;
  readonly log: Log;
  readonly onChange: (ids: readonly string[]) => void;
}

export interface OpenTakes extends AsyncDisposable {
  readonly store: TakeStore;
  /** For the pages' player. */
  readonly audio: AudioSource;
  /** The newest dictated text; null when there is none, or when the last take was not kept: an older one isn't meant. */
  toPasteAgain(): Take | null;
}

const retainEveryMs = 6 * 3_600_000;
const pageOfTakes = 100;
/** A player asks for all; it is given in parts of this size. */
const partBytes = 4 * 1024 * 1024;

export function openTakes({ folder, state, settings, log, onChange }: OpenTakesOptions): OpenTakes {
  const room = log.room('takes');
  let changed = new Set<string>();
  let all = false;
  let telling: NodeJS.Immediate | null = null;
  const store = openTakeStore({
    folder,
    now: Date.now,
    log: room,
    // Told once a turn of the event loop, however many rows changed in it.
    onChange: (ids) => {
      if (ids.length === 0) all = true;
      for (const id of ids) changed.add(id);
      telling ??= setImmediate(() => {
        telling = null;
        const told = all ? [] : [...changed];
        changed = new Set();
        all = false;
        const { failed } = store.counts();
        state.update((now) => (now.failedCount === failed ? now : { ...now, failedCount: failed }));
        const last = state.get().lastTake;
        if (last && (told.length === 0 || told.includes(last.id))) showLast(last);
        onChange(told);
      });
    },
    onProblem: (problem) =>
      state.update((now) => {
        const others = now.problems.filter(({ id }) => id !== 'storage');
        return {
          ...now,
          problems: problem ? [...others, { id: 'storage' as const, error: errorReport(problem) }] : others,
        };
      }),
  });
  /** Sent again, edited, deleted, brought back: tray and doors offer what is there now. */
  const showLast = (shown: LastTake): void => {
    const take = store.get(shown.id);
    const fresh: LastTake = take ? lastTakeOf(take) : { id: shown.id, text: '', insertion: shown.insertion };
    const same = fresh.text === shown.text && fresh.insertion === shown.insertion && fresh.failed === shown.failed;
    if (!same) state.update((now) => ({ ...now, lastTake: fresh }));
  };
  const { problem } = store;
  if (problem)
    state.update((now) => ({ ...now, problems: [...now.problems, { id: 'storage', error: errorReport(problem) }] }));
  state.update((now) => ({ ...now, failedCount: store.counts().failed }));

  const retain = (): void => void store.retain(settings.get().history).catch(room.unexpected);
  const first = setTimeout(retain, 60_000); // not while everything starts
  const again = setInterval(retain, retainEveryMs);
  const unfollow = settings.subscribe((next) => {
    if (next.history !== kept) retain();
    kept = next.history;
  });
  let kept = settings.get().history;

  return {
    store,
    audio: async (takeId, range) => {
      const take = store.get(takeId);
      if (!take || take.audio === 'removed') return null;
      const playable = store.audio(takeId);
      const start = range?.[0] ?? 0;
      const wanted = (range?.[1] ?? playable.totalBytes - 1) + 1;
      const end = range ? Math.min(wanted, start + partBytes) : wanted;
      return {
        bytes: await playable.read(start, end),
        start,
        total: playable.totalBytes,
        contentType: playable.contentType,
      };
    },
    toPasteAgain: () => {
      const last = state.get().lastTake;
      if (last && !store.get(last.id)) return null;
      return newestDictated(store);
    },
    [Symbol.asyncDispose]: async () => {
      clearTimeout(first);
      clearInterval(again);
      unfollow();
      await store[Symbol.asyncDispose]();
      if (telling) clearImmediate(telling);
    },
  };
}

/** However many files and requests came after it. */
function newestDictated(store: Pick<TakeStore, 'list'>): Take | null {
  let before: Take | undefined;
  do {
    const { takes } = store.list({ filter: 'all', limit: pageOfTakes, ...(before ? { before } : {}) });
    const found = takes.find((take) => take.text !== '' && take.source === 'dictation');
    if (found) return found;
    before = takes.at(-1);
  } while (before);
  return null;
}
