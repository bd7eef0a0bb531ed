// A value that changes, and a hook that redraws a component when the part it reads has changed. Knows no value.
import { useLayoutEffect, useReducer, useRef } from 'preact/hooks';

export interface Store<T> {
  get(): T;
  set(next: T): void;
  subscribe(listener: () => void): () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** `select` may be a new function on every drawing; it is compared by what it returns. */
export function useStore<T, U>(store: Store<T>, select: (value: T) => U): U {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const latest = useRef(select);
  latest.current = select;
  const shown = select(store.get());
  const last = useRef(shown);
  last.current = shown;
  useLayoutEffect(() => {
    const check = (): void => {
      if (!Object.is(latest.current(store.get()), last.current)) redraw(0);
    };
    check(); // a change between drawing and subscribing
    return store.subscribe(check);
  }, [store]);
  return shown;
}
