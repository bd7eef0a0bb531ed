// Draws the pill's model and tells the main process where it stands, so that clicks pass through everything else.
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useAppState, useSettings } from '../parts/app-stores.ts';
import { rpc } from '../parts/bridge.ts';
import { useNow } from '../parts/clock.ts';
import { forgetLevels } from '../parts/levels.ts';
import { useCues } from './cues.ts';
import { type OverlayModel, overlayModel } from './overlay-model.ts';
import { Pill } from './pill.tsx';

export function Overlay(): ComponentChildren {
  const state = useAppState((whole) => whole);
  const edge = useSettings(({ appearance }) => appearance.overlay);
  const language = useSettings(({ appearance }) => appearance.locale);
  const [stepMs, setStepMs] = useState<number | null>(null);
  const now = useNow(stepMs);
  const model = overlayModel(state, now);
  const takeId = state.dictation?.takeId;
  useLayoutEffect(() => setStepMs(model?.stepMs ?? null), [model?.stepMs]);
  useLayoutEffect(() => {
    if (takeId !== undefined) forgetLevels('dictation');
  }, [takeId]);
  useCues(model?.phase ?? null);
  const place = useRef<HTMLDivElement>(null);
  useReportedLayout(place, model);
  return (
    <div ref={place} class={edge === 'top' ? 'place top' : 'place'} role="status" aria-live="polite">
      {model && <Pill key={`${language} ${keyOf(model)}`} model={model} />}
    </div>
  );
}

/** The pill rises anew for a notice; while one dictation goes on, the same pill changes its words. */
function keyOf({ phase }: OverlayModel): string {
  const oneDictation = ['opening', 'speak', 'free', 'dead', 'sending', 'waiting', 'inserting'].includes(phase);
  return oneDictation ? 'dictation' : phase;
}

/** Whole px of the page, which is as large as the overlay's window. Offsets, not boxes: the pill may be rising just now. */
function boxOf(element: HTMLElement): { x: number; y: number; width: number; height: number } {
  let x = 0;
  let y = 0;
  for (let at: Element | null = element; at instanceof HTMLElement; at = at.offsetParent) {
    x += at.offsetLeft;
    y += at.offsetTop;
  }
  return { x, y, width: element.offsetWidth, height: element.offsetHeight };
}

/**
 * Two ways to the same end: where the system forwards pointer moves through a window that lets clicks pass, `overlay.hot`
 * says that the pointer is on a button; where it doesn't (X11), the window's shape is cut to `overlay.layout`.
 */
function useReportedLayout(place: { readonly current: HTMLDivElement | null }, model: OverlayModel | null): void {
  const hot = useRef(false);
  const layout = useRef('');
  useEffect(() => {
    const follow = (event: PointerEvent): void => {
      const over = event.target instanceof Element && event.target.closest('button') !== null;
      if (over === hot.current) return;
      hot.current = over;
      void rpc('overlay.hot', { hot: over });
    };
    const leave = (): void => {
      if (hot.current) void rpc('overlay.hot', { hot: false });
      hot.current = false;
    };
    document.addEventListener('pointermove', follow);
    document.documentElement.addEventListener('pointerleave', leave);
    return () => {
      document.removeEventListener('pointermove', follow);
      document.documentElement.removeEventListener('pointerleave', leave);
    };
  }, []);
  // After every drawing: the words decide the pill's width.
  useLayoutEffect(() => {
    const pill = place.current?.querySelector<HTMLElement>('.pill');
    const next = {
      pill: pill ? boxOf(pill) : null,
      buttons: pill ? [...pill.querySelectorAll('button')].map(boxOf) : [],
    };
    const key = JSON.stringify(next);
    if (key === layout.current) return;
    layout.current = key;
    void rpc('overlay.layout', next);
    if (!model && hot.current) {
      hot.current = false;
      void rpc('overlay.hot', { hot: false });
    }
  });
}
