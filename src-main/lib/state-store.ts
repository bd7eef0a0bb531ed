// One immutable value with listeners: the app's state, the settings. Knows nothing of what it holds.

export interface ReadableStore<T> {
  get(): T;
  /** Called after every change, not at once. Returns what ends it. */
  subscribe(listener: (value: T) => void): () => void;
}

export class StateStore<T> implements ReadableStore<T> {
  #value: T;
  readonly #listeners = new Set<(value: T) => void>();

  constructor(initial: T) {
    this.#value = initial;
  }

  get(): T {
    return this.#value;
  }

  /** The same reference back means "no change" and tells nobody. */
  update(change: (value: T) => T): void {
    const next = change(this.#value);
    if (next === this.#value) return;
    this.#value = next;
    // Not `next`: a listener may change it again, and those behind it must not see the older value last.
    for (const listener of [...this.#listeners]) listener(this.#value);
  }

  subscribe(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
