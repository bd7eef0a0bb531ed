// Finds the watched keys in the stream of all keys, inside the hook's process: everything else is forgotten at once.
// Repeats of a held key say nothing, the order of releases does not matter, and the hook's number 0 (keys that it can't
// tell apart) is never matched. PURE.
import { type Modifier, type ModifierKeyFacts, modifierKeys, unknownHookCode } from './key-table.ts';

/** A watch with the hook's numbers looked up. */
export interface WatchedKey {
  readonly id: string;
  readonly hookCode: number;
  readonly modifiers: readonly Modifier[];
  /** The key is a modifier by itself. */
  readonly alone: boolean;
  readonly anyModifiers: boolean;
}

export interface HookKey {
  readonly kind: 'down' | 'up';
  readonly hookCode: number;
  readonly control: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  readonly super: boolean;
}

export interface KeySign {
  readonly id: string;
  /** `held`: down when it was first watched. */
  readonly kind: 'down' | 'up' | 'combo' | 'held';
}

export class KeyWatch {
  #watched: readonly WatchedKey[] = [];
  readonly #down = new Set<WatchedKey>();

  /**
   * Keys that are watched no longer, or anew, and are down count as up.
   * @param down ids of keys that really are down: of those that were not watched before, the press was not seen, and what
   *   comes next is a repeat or the release. Lone modifiers have no repeats: the next of theirs is a press that was under way.
   */
  watch(keys: readonly WatchedKey[], down: ReadonlySet<string> = new Set()): KeySign[] {
    const same = (key: WatchedKey) => (other: WatchedKey) => other.id === key.id && other.hookCode === key.hookCode;
    const before = this.#watched;
    const held = [...this.#down];
    const ups = held.filter((key) => !keys.some(same(key)));
    this.#watched = keys.filter((key) => key.hookCode !== unknownHookCode);
    const unseen = this.#watched.filter((key) => down.has(key.id) && !before.some(same(key)) && !key.alone);
    const stayed = this.#watched.filter((key) => held.some(same(key)));
    this.#down.clear();
    for (const key of [...stayed, ...unseen]) this.#down.add(key);
    return [
      ...ups.map(({ id }) => ({ id, kind: 'up' as const })),
      ...unseen.map(({ id }) => ({ id, kind: 'held' as const })),
    ];
  }

  see(key: HookKey): KeySign[] {
    return key.kind === 'down' ? this.#seeDown(key) : this.#seeUp(key);
  }

  /** A mouse button together with a lone modifier is a shortcut as well. */
  seeClick(): KeySign[] {
    return [...this.#down].filter((key) => key.alone).map(({ id }) => ({ id, kind: 'combo' }));
  }

  /** Everything counts as up (sleep, or the real state says so). */
  release(ids?: readonly string[]): KeySign[] {
    const released = [...this.#down].filter((key) => ids === undefined || ids.includes(key.id));
    for (const key of released) this.#down.delete(key);
    return released.map(({ id }) => ({ id, kind: 'up' }));
  }

  get held(): readonly WatchedKey[] {
    return [...this.#down];
  }

  #seeDown(key: HookKey): KeySign[] {
    const signs: KeySign[] = [];
    for (const watched of this.#watched) {
      if (watched.hookCode !== key.hookCode) {
        if (this.#down.has(watched) && watched.alone) signs.push({ id: watched.id, kind: 'combo' });
        continue;
      }
      if (this.#down.has(watched) || !modifiersFit(watched, key)) continue;
      this.#down.add(watched);
      signs.push({ id: watched.id, kind: 'down' });
    }
    return signs;
  }

  #seeUp(key: HookKey): KeySign[] {
    const up = [...this.#down].filter((watched) => watched.hookCode === key.hookCode);
    for (const watched of up) this.#down.delete(watched);
    return up.map(({ id }) => ({ id, kind: 'up' }));
  }
}

function modifiersFit(watched: WatchedKey, key: HookKey): boolean {
  if (watched.anyModifiers) return true;
  const held: Readonly<Record<Modifier, boolean>> = {
    Control: key.control,
    Alt: key.alt,
    Shift: key.shift,
    Super: key.super,
  };
  // A lone modifier's own flag may or may not be set already in its own event.
  const own = watched.alone ? ownModifier(watched.hookCode) : undefined;
  return (['Control', 'Alt', 'Shift', 'Super'] as const).every(
    (modifier) => modifier === own || held[modifier] === watched.modifiers.includes(modifier),
  );
}

const ownModifier = (hookCode: number): Modifier | undefined =>
  modifierKeys.find((key: ModifierKeyFacts) => key.hook === hookCode)?.modifier;

/** What uiohook-napi tells of a key. */
interface RawKey {
  readonly keycode: number;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
}

export function hookKeyOf(kind: 'down' | 'up', { keycode, ctrlKey, altKey, shiftKey, metaKey }: RawKey): HookKey {
  return { kind, hookCode: keycode, control: ctrlKey, alt: altKey, shift: shiftKey, super: metaKey };
}
