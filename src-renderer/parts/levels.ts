// The last levels of the open microphone. They change forty times a second, so they travel beside the snapshots and
// redraw only who shows them.
import { useEffect, useState } from 'preact/hooks';
import { on } from './bridge.ts';

const kept = 160;
const none: readonly number[] = [];

interface Track {
  bars: readonly number[];
  readonly listeners: Set<() => void>;
}
const tracks: Record<'dictation' | 'monitor', Track> = {
  dictation: { bars: none, listeners: new Set() },
  monitor: { bars: none, listeners: new Set() },
};

/** To be called once, before a page draws. */
export function followLevels(): void {
  on('levels', ({ source, bars }) => {
    const track = tracks[source];
    track.bars = [...track.bars, ...bars].slice(-kept);
    for (const listener of track.listeners) listener();
  });
}

/** A new take starts with an empty line. */
export function forgetLevels(source: 'dictation' | 'monitor'): void {
  tracks[source].bars = none;
}

/** Redraws at most once a frame. */
export function useLevels(source: 'dictation' | 'monitor', active: boolean): readonly number[] {
  const [bars, setBars] = useState(tracks[source].bars);
  useEffect(() => {
    if (!active) return;
    const track = tracks[source];
    let frame = 0;
    const show = (): void => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        setBars(track.bars);
      });
    };
    track.listeners.add(show);
    return () => {
      track.listeners.delete(show);
      cancelAnimationFrame(frame);
    };
  }, [source, active]);
  return active ? bars : none;
}
