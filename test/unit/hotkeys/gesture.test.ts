import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DictationKeyEvent,
  type GestureSettings,
  type GestureState,
  gesture,
  type Intent,
  idleGesture,
} from '../../../src-main/hotkeys/gesture.ts';

/** Feeds the gesture and keeps "is a dictation being recorded" as the app would. */
class Player {
  state: GestureState = idleGesture;
  listening = false;
  readonly intents: Intent[] = [];
  readonly settings: GestureSettings;

  constructor(settings: Partial<GestureSettings> = {}) {
    this.settings = { mode: 'auto', tapMs: 350, doubleTapLock: false, ...settings };
  }

  play(kind: DictationKeyEvent['kind'], at: number): Intent | null {
    const { state, intent } = gesture(this.state, { kind, at }, this.listening, this.settings);
    this.state = state;
    if (intent) this.intents.push(intent);
    if (intent?.do === 'start') this.listening = true;
    if (intent?.do === 'stop' || intent?.do === 'cancel') this.listening = false;
    return intent;
  }

  get words(): string {
    return this.intents.map((intent) => ('hold' in intent ? `${intent.do} ${intent.hold}` : intent.do)).join(', ');
  }
}

describe('auto mode', () => {
  test('a long press talks while it is held', () => {
    const player = new Player();
    player.play('down', 0);
    player.play('up', 2_000);
    expect(player.words).toBe('start held, stop');
  });

  test('a tap starts hands-free and the next tap stops', () => {
    const player = new Player();
    player.play('down', 0);
    player.play('up', 200);
    player.play('down', 5_000);
    player.play('up', 5_100);
    expect(player.words).toBe('start held, hold hands-free, stop');
    expect(player.listening).toBe(false);
  });

  test('with double-tap lock a hurried second tap does not stop, and a later press does', () => {
    const player = new Player({ doubleTapLock: true });
    for (const [kind, at] of [
      ['down', 0],
      ['up', 90],
      ['down', 250],
      ['up', 330],
    ] as const)
      player.play(kind, at);
    expect(player.listening).toBe(true);
    player.play('down', 9_000);
    expect(player.listening).toBe(false);
  });
});

test('hold mode stops at release even after a tap, and a double tap locks when asked for', () => {
  const plain = new Player({ mode: 'hold' });
  plain.play('down', 0);
  plain.play('up', 100);
  expect(plain.words).toBe('start held, stop');
  const locking = new Player({ mode: 'hold', doubleTapLock: true });
  for (const [kind, at] of [
    ['down', 0],
    ['up', 100],
    ['down', 250],
    ['up', 350],
  ] as const)
    locking.play(kind, at);
  expect(locking.words).toBe('start held, stop, start hands-free');
  expect(locking.listening).toBe(true);
});

test('toggle mode ignores releases', () => {
  const player = new Player({ mode: 'toggle' });
  for (const [kind, at] of [
    ['down', 0],
    ['up', 3_000],
    ['down', 5_000],
    ['up', 9_000],
  ] as const)
    player.play(kind, at);
  expect(player.words).toBe('start hands-free, stop');
});

test('without releases every press toggles', () => {
  const player = new Player();
  player.play('press', 0);
  player.play('press', 3_000);
  player.play('press', 6_000);
  expect(player.words).toBe('start hands-free, stop, start hands-free');
});

test('a lone modifier that becomes a shortcut takes the recording back; a slip later does not', () => {
  const player = new Player();
  player.play('down', 0);
  expect(player.play('combo', 120)).toEqual({ do: 'cancel' });
  expect(player.play('up', 200)).toBeNull();
  player.play('down', 1_000);
  expect(player.play('combo', 5_000)).toBeNull();
  expect(player.play('up', 6_000)).toEqual({ do: 'stop' });
});

test('the source of releases dies: a held recording is finished, a hands-free one goes on', () => {
  const held = new Player();
  held.play('down', 0);
  expect(held.play('lost', 900)).toEqual({ do: 'stop' });
  const free = new Player();
  free.play('down', 0);
  free.play('up', 100);
  expect(free.play('lost', 900)).toBeNull();
  expect(free.play('down', 2_000)).toEqual({ do: 'stop' });
});

test('Escape while the key is down cancels, and letting go does not start or stop anything', () => {
  const player = new Player();
  player.play('down', 0);
  expect(player.play('cancel', 700)).toEqual({ do: 'cancel' });
  expect(player.play('up', 1_500)).toBeNull();
  expect(player.play('down', 2_000)).toEqual({ do: 'start', hold: 'held' });
});

test('a press that is told twice is one press, and the key that is down holds the take it began', () => {
  const held = new Player();
  held.play('press', 100);
  held.play('late-down', 90);
  expect(held.play('up', 1_500)).toEqual({ do: 'stop' });
  const tapped = new Player();
  tapped.play('press', 100);
  tapped.play('late-down', 90);
  expect(tapped.play('up', 150)).toEqual({ do: 'hold', hold: 'hands-free' });
  expect(tapped.play('press', 2_000)).toEqual({ do: 'stop' });
  expect(tapped.play('late-down', 1_990)).toBeNull();
  expect(tapped.play('up', 2_100)).toBeNull();
  const toggled = new Player({ mode: 'toggle' });
  toggled.play('press', 100);
  toggled.play('late-down', 90);
  expect(toggled.play('up', 1_500)).toBeNull();
  expect(toggled.listening).toBe(true);
});

test('a dictation that was ended by another door does not swallow the next press', () => {
  const player = new Player();
  player.play('down', 0);
  player.listening = false; // the recorder died, or REST stopped it
  expect(player.play('up', 1_000)).toBeNull();
  expect(player.play('down', 2_000)).toEqual({ do: 'start', hold: 'held' });
});

const settingsArbitrary = fc.record({
  mode: fc.constantFrom('auto' as const, 'hold' as const, 'toggle' as const),
  tapMs: fc.integer({ min: 100, max: 2_000 }),
  doubleTapLock: fc.boolean(),
});
const eventsArbitrary = fc.array(
  fc.record({
    kind: fc.constantFrom(
      'down' as const,
      'up' as const,
      'press' as const,
      'late-down' as const,
      'cancel' as const,
      'combo' as const,
      'lost' as const,
    ),
    afterMs: fc.integer({ min: 0, max: 3_000 }),
    endedElsewhere: fc.boolean(),
  }),
  { maxLength: 40 },
);

test('after any history every press does something, and one press more always reaches the other state', () => {
  fc.assert(
    fc.property(settingsArbitrary, eventsArbitrary, (settings, events) => {
      const player = new Player(settings);
      let at = 0;
      for (const { kind, afterMs, endedElsewhere } of events) {
        at += afterMs;
        if (endedElsewhere) player.listening = false;
        const before = player.listening;
        const intent = player.play(kind, at);
        if (kind === 'down' || kind === 'press') expect(intent).not.toBeNull();
        if (intent?.do === 'start') expect(before).toBe(false);
        if (intent !== null && intent.do !== 'start') expect(before).toBe(true);
      }
      player.play('lost', at);
      const afterLost = player.listening;
      player.play('down', at + 10_000);
      expect(player.listening).toBe(!afterLost);
    }),
  );
});

test('a key that is not down never keeps a recording alive that was begun by holding it', () => {
  fc.assert(
    fc.property(settingsArbitrary, eventsArbitrary, (settings, events) => {
      const player = new Player(settings);
      let at = 0;
      for (const { kind, afterMs } of events) {
        at += afterMs;
        player.play(kind, at);
      }
      player.play('up', at + 1);
      expect(player.state.is).not.toBe('held');
      expect(player.state.is).not.toBe('locking');
    }),
  );
});
