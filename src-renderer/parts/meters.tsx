// Measures that change: level ticks, shares of a whole. SVG attributes carry the size, so no inline style is needed.
import type { ComponentChildren } from 'preact';
import { useLevels } from './levels.ts';

/** Live level of the monitored microphone: the loudest of the last quarter of a second. */
export function LevelMeter({ active, label }: { readonly active: boolean; readonly label: string }): ComponentChildren {
  const levels = useLevels('monitor', active);
  const level = Math.max(0, ...levels.slice(-8));
  const ticks = 26;
  const full = Math.round(level * ticks);
  return (
    <svg class="meter" viewBox={`0 0 ${ticks * 6} 8`} preserveAspectRatio="none" role="img" aria-label={label}>
      {Array.from({ length: ticks }, (_, k) => (
        <rect key={k} class={k < full ? 'full' : 'empty'} x={k * 6} width="3" height="8" />
      ))}
    </svg>
  );
}

interface TrackProps {
  /** 0..1 */
  readonly share: number;
  readonly label: string;
  readonly mend?: boolean;
}

export function Track({ share, label, mend = false }: TrackProps): ComponentChildren {
  const whole = Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <svg
      class={mend ? 'track mend' : 'track'}
      role="progressbar"
      aria-label={label}
      aria-valuenow={whole}
      aria-valuemin={0}
      aria-valuemax={100}
      viewBox="0 0 100 4"
      preserveAspectRatio="none"
    >
      <rect width={whole} height="4" />
    </svg>
  );
}
