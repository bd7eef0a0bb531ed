// The signs: own strokes on a 16 px grid, drawn in the colour of the words beside them. Decoration: never the only
// carrier of a state, so hidden from screen readers.
import type { ComponentChildren } from 'preact';

export const bowPath = 'M.75 12C.75 7.2 3.8 3.5 8 3.5S15.25 7.2 15.25 12C13.9 8.7 11.3 6.75 8 6.75S2.1 8.7.75 12Z';

const shapes = {
  search: ['M11.25 7a4.25 4.25 0 1 1-8.5 0 4.25 4.25 0 0 1 8.5 0Z', 'm10.25 10.25 3 3'],
  play: ['M5 3.2v9.6c0 .5.5.8.9.5l7-4.8a.6.6 0 0 0 0-1l-7-4.8c-.4-.3-.9 0-.9.5Z'],
  pause: ['M4.5 3h2.25v10H4.5Z', 'M9.25 3h2.25v10H9.25Z'],
  copy: [
    'M7.25 5.75h4.5a1.5 1.5 0 0 1 1.5 1.5v4.5a1.5 1.5 0 0 1-1.5 1.5h-4.5a1.5 1.5 0 0 1-1.5-1.5v-4.5a1.5 1.5 0 0 1 1.5-1.5Z',
    'M10.25 3.9v-.15a1 1 0 0 0-1-1h-5.5a1 1 0 0 0-1 1v5.5a1 1 0 0 0 1 1h.15',
  ],
  retry: ['M13 8a5 5 0 1 1-1.6-3.7L13 5.8', 'M13 2.75v3h-3'],
  export: ['M8 9.75v-7M5.25 5.25 8 2.5l2.75 2.75M3 9.75v2.5c0 .7.55 1.25 1.25 1.25h7.5c.7 0 1.25-.55 1.25-1.25v-2.5'],
  folder: [
    'M2.25 4.25c0-.7.55-1.25 1.25-1.25h2.6l1.65 1.75h4.75c.7 0 1.25.55 1.25 1.25v5.5c0 .7-.55 1.25-1.25 1.25h-9c-.7 0-1.25-.55-1.25-1.25Z',
  ],
  trash: [
    'M3 4.5h10M6.25 4.25V3c0-.4.35-.75.75-.75h2c.4 0 .75.35.75.75v1.25M4.25 4.75l.5 7.6c.05.65.6 1.15 1.25 1.15h4c.65 0 1.2-.5 1.25-1.15l.5-7.6',
  ],
  star: ['m8 2.4 1.7 3.5 3.9.55-2.8 2.7.65 3.85L8 11.2 4.55 13l.65-3.85-2.8-2.7 3.9-.55Z'],
  check: ['m3.25 8.5 3 3 6.5-7'],
  x: ['m4.25 4.25 7.5 7.5m0-7.5-7.5 7.5'],
  clip: [
    'M4.75 3.25h6.5a1.5 1.5 0 0 1 1.5 1.5V12a1.5 1.5 0 0 1-1.5 1.5h-6.5A1.5 1.5 0 0 1 3.25 12V4.75a1.5 1.5 0 0 1 1.5-1.5Z',
    'M6 3.25v-.5c0-.4.35-.75.75-.75h2.5c.4 0 .75.35.75.75v1c0 .4-.35.75-.75.75h-2.5A.75.75 0 0 1 6 3.75Z',
  ],
  warn: ['M13.75 8a5.75 5.75 0 1 1-11.5 0 5.75 5.75 0 0 1 11.5 0Z', 'M8 5v3.5M8 10.9v.1'],
  undo: ['M5.5 3 2.75 5.75 5.5 8.5', 'M3 5.75h6.25a3.5 3.5 0 0 1 0 7H6.5'],
  down: ['m5 6.5 3 3 3-3'],
  back: ['M9.5 4 5.5 8l4 4'],
  none: ['M3 11.5h10'],
  wait: ['M13.75 8a5.75 5.75 0 1 1-11.5 0 5.75 5.75 0 0 1 11.5 0Z', 'M8 4.75V8l2 1.5'],
  plus: ['M8 3.5v9M3.5 8h9'],
  file: ['M4 2.75h5l3 3v6.5c0 .55-.45 1-1 1H4c-.55 0-1-.45-1-1v-8.5c0-.55.45-1 1-1Z', 'M9 2.75v3h3'],
} as const satisfies Record<string, readonly string[]>;

export type IconName = keyof typeof shapes;

export function Icon({ name, solid }: { readonly name: IconName; readonly solid?: boolean }): ComponentChildren {
  return (
    <svg class={solid ? 'i solid' : 'i'} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {shapes[name].map((d) => (
        <path key={d} d={d} />
      ))}
    </svg>
  );
}

/** The fermata. `voice`: the dot is rubric, because the microphone is open. */
export function Mark({ voice = false }: { readonly voice?: boolean }): ComponentChildren {
  return (
    <svg class={voice ? 'mark voice' : 'mark'} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={bowPath} />
      <circle cx="8" cy="11.25" r="2.1" />
    </svg>
  );
}
