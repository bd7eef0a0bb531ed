// Key chords that paste, as data, and their words for people. PURE.

export type PasteChord = 'ctrl+v' | 'ctrl+shift+v' | 'shift+insert' | 'cmd+v';
export type Chord = PasteChord | 'enter';

export interface ChordKeys {
  readonly modifiers: readonly ('control' | 'shift' | 'command')[];
  /** The key by its meaning, never by its place: layouts differ. */
  readonly key: 'v' | 'insert' | 'enter';
}

export const chordKeys: Readonly<Record<Chord, ChordKeys>> = {
  'ctrl+v': { modifiers: ['control'], key: 'v' },
  'ctrl+shift+v': { modifiers: ['control', 'shift'], key: 'v' },
  'shift+insert': { modifiers: ['shift'], key: 'insert' },
  'cmd+v': { modifiers: ['command'], key: 'v' },
  enter: { modifiers: [], key: 'enter' },
};

/** What the user is told to press. */
export const chordWords: Readonly<Record<PasteChord, string>> = {
  'ctrl+v': 'Ctrl+V',
  'ctrl+shift+v': 'Ctrl+Shift+V',
  'shift+insert': 'Shift+Insert',
  'cmd+v': '⌘V',
};
