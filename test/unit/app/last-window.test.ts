// Which program Settings offers: the one that had the keyboard before Sotto's window, seen when that comes and goes.
import { expect, it, onTestFinished } from 'vitest';
import { type ActiveWindow, LastWindowWatch } from '../../../src-main/app/last-window.ts';

function open() {
  const desktop: { active: ActiveWindow | null; ours: boolean; asked: number } = {
    active: null,
    ours: false,
    asked: 0,
  };
  const errors: unknown[] = [];
  const watch = new LastWindowWatch({
    active: async () => {
      desktop.asked += 1;
      return desktop.active;
    },
    oursIsFocused: () => desktop.ours,
    onError: (error) => errors.push(error),
  });
  onTestFinished(() => watch[Symbol.dispose]());
  return { desktop, watch, errors };
}

const terminal: ActiveWindow = { name: 'XTerm', title: 'you@home: ~', className: 'xterm\0XTerm' };
const mail: ActiveWindow = { name: 'Thunderbird', className: 'Mail\0thunderbird' };

it('is the program from which Sotto was opened', async () => {
  const { desktop, watch } = open();
  expect(watch.last).toBeNull();
  desktop.active = terminal;
  watch.beforeShow();
  await expect.poll(() => watch.last).toEqual({ match: 'xterm', name: 'XTerm', title: 'you@home: ~' });
});

it('is the program that took the keyboard from Sotto since', async () => {
  const { desktop, watch } = open();
  desktop.active = terminal;
  watch.beforeShow();
  await expect.poll(() => watch.last?.match).toBe('xterm');
  desktop.active = mail;
  watch.left();
  await expect.poll(() => watch.last).toEqual({ match: 'thunderbird', name: 'Thunderbird' });
});

it('is never Sotto itself, and nothing is asked while Sotto has the keyboard', async () => {
  const { desktop, watch, errors } = open();
  desktop.ours = true;
  desktop.active = { name: 'Sotto', className: 'sotto\0Sotto' };
  watch.beforeShow();
  expect(desktop.asked).toBe(0);
  desktop.ours = false;
  watch.beforeShow();
  await expect.poll(() => desktop.asked).toBe(1);
  desktop.active = { className: '' };
  watch.beforeShow();
  await expect.poll(() => desktop.asked).toBe(2);
  expect(watch.last).toBeNull();
  expect(errors).toEqual([]);
});
