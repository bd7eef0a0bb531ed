// A control that replaces itself (Sign out becomes Sign in) must not throw the keyboard back to the top of the page.
import { useLayoutEffect, useRef } from 'preact/hooks';

/** When `change` changes and the focused control went with it, the first match of `selector` takes the focus. */
export function useRescuedFocus(change: unknown, selector: string): void {
  const before = useRef(change);
  useLayoutEffect(() => {
    if (before.current === change) return;
    before.current = change;
    if (document.activeElement === document.body) document.querySelector<HTMLElement>(selector)?.focus();
  }, [change, selector]);
}
