// Proves that the dictation key arrives: the main process suspends it, so that the page sees it pressed; where only a grab
// sees the key, the dictation that it starts is the proof.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useAppState } from '../../parts/app-stores.ts';
import { platform, run } from '../../parts/bridge.ts';
import { accelerator, isModifier } from '../settings/dom-accelerator.ts';

export interface KeyTest {
  readonly listening: boolean;
  readonly seen: boolean;
  readonly start: () => void;
  readonly stop: () => void;
}

/** The same keys in another order, or under a shorter name, are the same. PURE. */
export function sameKeys(a: string, b: string): boolean {
  const short: Readonly<Record<string, string>> = {
    ctrl: 'control',
    cmd: 'command',
    option: 'alt',
    meta: 'super',
    commandorcontrol: 'control',
  };
  const parts = (keys: string): string =>
    keys
      .toLowerCase()
      .split('+')
      .map((part) => short[part] ?? part)
      .sort()
      .join('+');
  return parts(a) === parts(b);
}

export function useKeyTest(active = false): KeyTest {
  const key = useAppState(({ hotkey }) => hotkey.accelerator);
  const works = useAppState(({ hotkey }) => hotkey.works);
  const phase = useAppState((state) => state.phase);
  const [listening, setListening] = useState(active);
  const [seen, setSeen] = useState(false);
  const alone = useRef('');
  useEffect(() => setListening(active), [active]);
  useEffect(() => setSeen(false), [key]);
  useEffect(() => {
    if (listening && phase !== 'idle') setSeen(true);
  }, [listening, phase]);
  useLayoutEffect(() => {
    if (!listening || seen) return;
    // Only while the window has the keyboard: in every other program the key works as ever.
    const suspended = works === 'hold';
    const suspend = (on: boolean): void => void run('hotkey.record', { on });
    if (suspended && document.hasFocus()) suspend(true);
    const check = (keys: string): void => {
      if (sameKeys(keys, key)) setSeen(true);
    };
    const ends = new AbortController();
    const down = (event: KeyboardEvent): void => {
      alone.current = isModifier(event) ? event.code : '';
      if (!isModifier(event)) check(accelerator(event, platform()));
    };
    const up = (event: KeyboardEvent): void => {
      if (alone.current === event.code) check(event.code);
    };
    addEventListener('keydown', down, { signal: ends.signal });
    addEventListener('keyup', up, { signal: ends.signal });
    if (suspended) {
      addEventListener('focus', () => suspend(true), { signal: ends.signal });
      addEventListener('blur', () => suspend(false), { signal: ends.signal });
    }
    return () => {
      ends.abort();
      if (suspended) suspend(false);
    };
  }, [listening, seen, key, works]);
  return {
    listening: listening && !seen,
    seen,
    start: () => {
      setSeen(false);
      setListening(true);
    },
    stop: () => setListening(false),
  };
}
