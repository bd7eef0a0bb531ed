// What Settings says of a key before it is set.
import { describe, expect, it } from 'vitest';
import { checkKey } from '../../../src-main/boot/check-key.ts';
import type { HotkeyCheck } from '../../../src-main/contract/commands.ts';

/** Sotto's own two. */
const before = ['Control+Alt+Space', 'Control+Alt+F8'];
const grabbed = new Set([...before, 'F7']);

/** With the hook at work, unless told; a key that is grabbed can't be grabbed again, by whomever. */
function check(text: string, use: 'dictate' | 'pasteLast', works: 'hold' | 'toggle' = 'hold'): HotkeyCheck {
  const found = checkKey(text, use, {
    platform: 'linux',
    grabber: {
      grab: (accelerator) => !grabbed.has(accelerator) && Boolean(grabbed.add(accelerator)),
      release: (accelerator) => void grabbed.delete(accelerator),
    },
    hotkeys: { dictate: 'default', pasteLast: 'Control+Alt+F8' },
    keys: {
      state: { accelerator: 'Control+Alt+Space', works },
      has: (accelerator) => before.includes(accelerator),
    },
  });
  expect([...grabbed]).toEqual([...before, 'F7']); // let go again
  return found;
}

it('a key that is free can be used for both, the one that it has already, too', () => {
  expect(check('F9', 'dictate')).toEqual({ ok: true, works: 'hold' });
  expect(check('F9', 'pasteLast')).toEqual({ ok: true, works: 'hold' });
  expect(check('Alt+Control+Space', 'dictate')).toEqual({ ok: true, works: 'hold' });
  expect(check('Alt+Control+F8', 'pasteLast')).toEqual({ ok: true, works: 'hold' });
});

it('what another program has is taken', () => {
  expect(check('F7', 'pasteLast')).toMatchObject({ ok: false, works: 'none', error: { code: 'hotkey_taken' } });
});

it('what Sotto\u2019s other key is, is taken', () => {
  const error = { code: 'hotkey_taken' };
  expect(check('Control+Alt+F8', 'dictate')).toMatchObject({ ok: false, works: 'none', error });
  expect(check('Control+Alt+Space', 'pasteLast')).toMatchObject({ ok: false, works: 'none', error });
});

describe('a modifier alone', () => {
  it('can be used where the hook works, since no grab takes it', () => {
    const error = { code: 'hook_unavailable' };
    for (const use of ['dictate', 'pasteLast'] as const) {
      expect(check('ControlRight', use)).toEqual({ ok: true, works: 'hold' });
      expect(check('ControlRight', use, 'toggle')).toMatchObject({ ok: false, works: 'none', error });
    }
  });
});
