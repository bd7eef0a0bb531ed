// The hook in the app's own process, as macOS needs it: the supervisor sees no difference to the process.
import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { type HookState, KeyHook } from '../../../src-main/hotkeys/hook.ts';
import { hookRunsHere, launchHookHere, type RawHook } from '../../../src-main/hotkeys/hook-here.ts';

/** libuiohook's numbers. */
const [space, control, alt, s] = [57, 29, 56, 31];

class PretendedHook extends EventEmitter implements RawHook {
  starts = 0;
  refuses = false;

  start(): void {
    if (this.refuses) throw new Error('Failed to enable access for assistive devices.');
    this.starts += 1;
  }

  key(kind: 'keydown' | 'keyup', keycode: number, held: readonly number[] = []): void {
    const [ctrlKey, altKey] = [held.includes(control), held.includes(alt)];
    this.emit(kind, { keycode, ctrlKey, altKey, shiftKey: false, metaKey: false });
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function stage(raw = new PretendedHook(), load: () => Promise<RawHook> = async () => raw) {
  const diary: string[] = [];
  const states: HookState[] = [];
  const hook = new KeyHook(
    { launch: () => launchHookHere(load) },
    {
      onKey: ({ id, kind }) => diary.push(`${id} ${kind}`),
      onLost: () => diary.push('lost'),
      onState: (state) => {
        states.push(state);
        diary.push(state.is);
      },
    },
  );
  return { hook, raw, diary, states, [Symbol.dispose]: () => hook[Symbol.dispose]() };
}

const watches = [{ id: 'dictate', accelerator: 'Control+Alt+Space' }];

test('runs in the main process on macOS only: elsewhere it may take the app down with it', () => {
  expect(hookRunsHere('darwin')).toBe(true);
  expect(hookRunsHere('linux')).toBe(false);
  expect(hookRunsHere('win32')).toBe(false);
});

test('tells of the watched key, its release and nothing else', async () => {
  using it = stage();
  it.hook.watch(watches);
  it.hook.start();
  await turn();
  it.raw.key('keydown', space);
  it.raw.key('keydown', space, [control, alt]);
  it.raw.key('keydown', space, [control, alt]); // it repeats
  it.raw.key('keyup', space);
  it.raw.key('keyup', space);
  await turn();
  expect(it.diary).toEqual(['starting', 'works', 'dictate down', 'dictate up']);
});

test('a lone modifier that becomes a shortcut, by a key or by a click', async () => {
  using it = stage();
  it.hook.watch([{ id: 'dictate', accelerator: 'ControlLeft' }]);
  it.hook.start();
  await turn();
  it.raw.key('keydown', control, [control]);
  it.raw.key('keydown', s, [control]);
  it.raw.emit('mousedown');
  it.raw.key('keyup', control);
  await turn();
  expect(it.diary.slice(2)).toEqual(['dictate down', 'dictate combo', 'dictate combo', 'dictate up']);
});

test('sleep and resume: what was down is up, and the hook answers that it lives', async () => {
  using it = stage();
  it.hook.watch(watches);
  it.hook.start();
  await turn();
  it.raw.key('keydown', space, [control, alt]);
  await turn();
  it.hook.reset();
  await turn();
  expect(it.diary.slice(2)).toEqual(['dictate down', 'lost', 'dictate up']);
  expect(it.hook.state).toEqual({ is: 'works' });
  expect(it.raw.starts).toBe(1);
});

describe('a hook that can\u2019t be had', () => {
  test('a system that refuses says where to allow it, and a new try after that works', async () => {
    const raw = new PretendedHook();
    raw.refuses = true;
    using it = stage(raw);
    it.hook.start();
    await turn();
    expect(it.states.at(-1)).toMatchObject({ is: 'unavailable', error: { code: 'hook_unavailable' } });
    raw.refuses = false;
    it.hook.watch(watches);
    it.hook.start();
    await turn();
    raw.key('keydown', space, [control, alt]);
    await turn();
    expect(it.diary.slice(-2)).toEqual(['works', 'dictate down']);
  });

  test('one that is not installed', async () => {
    using it = stage(undefined, () => Promise.reject(new Error('No native build was found\nfor this system')));
    it.hook.start();
    await turn();
    const message = 'The key hook is not installed for this system.';
    expect(it.states.at(-1)).toMatchObject({ is: 'unavailable', error: { message } });
  });
});

test('hears nothing any more when it is let go, and is not started twice', async () => {
  const it = stage();
  it.hook.watch(watches);
  it.hook.start();
  await turn();
  it.hook[Symbol.dispose]();
  await turn();
  expect(it.raw.eventNames()).toEqual([]);
  using again = stage(it.raw);
  again.hook.watch(watches);
  again.hook.start();
  await turn();
  it.raw.key('keydown', space, [control, alt]);
  await turn();
  expect(again.diary).toEqual(['starting', 'works', 'dictate down']);
  expect(it.raw.starts).toBe(1);
});
