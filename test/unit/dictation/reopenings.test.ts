import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-main/contract/app-error.ts';
import { type Ending, patienceMs, Reopenings } from '../../../src-main/dictation/reopenings.ts';

const died = (at: number): Ending => ({ heard: true, error: new AppError('recorder_died', 'It died.'), at });
const missing = (at: number): Ending => ({ heard: false, error: new AppError('microphone_missing', 'None.'), at });

describe('a take whose microphone is lost', () => {
  it('goes on with the chosen one, right after with the default, then waits longer and longer', () => {
    const reopenings = new Reopenings('usb');
    const tries = [died(0), missing(10), missing(20), missing(300), missing(310), missing(900)];
    expect(tries.map((ending) => reopenings.next(ending))).toEqual([
      { device: 'usb', pauseMs: 0 },
      { device: '', pauseMs: 0 },
      { device: 'usb', pauseMs: 250 },
      { device: '', pauseMs: 0 },
      { device: 'usb', pauseMs: 500 },
      { device: '', pauseMs: 0 },
    ]);
  });

  it('waits for no longer than the patience, counted from the last sample', () => {
    const reopenings = new Reopenings('');
    expect(reopenings.next(died(1000))).toEqual({ device: '', pauseMs: 0 });
    expect(reopenings.next(missing(1000 + patienceMs - 1))).not.toBeNull();
    expect(reopenings.next(missing(1000 + patienceMs))).toBeNull();
  });

  it('has all of its patience again after samples came', () => {
    const reopenings = new Reopenings('');
    reopenings.next(died(0));
    expect(reopenings.next(died(patienceMs + 1))).toEqual({ device: '', pauseMs: 0 });
  });

  it('ends when recorders die again and again, but not when that happens once in a while', () => {
    const often = new Reopenings('');
    expect([0, 1000, 2000].map((at) => often.next(died(at)))).toEqual([expect.anything(), expect.anything(), null]);
    const seldom = new Reopenings('');
    for (let at = 0; at < 3_600_000; at += 60_000) expect(seldom.next(died(at))).not.toBeNull();
  });

  it('stays with what the user has taken', () => {
    const reopenings = new Reopenings('usb');
    reopenings.next(died(0));
    reopenings.choose('other');
    expect(reopenings.next(died(40_000))).toEqual({ device: 'other', pauseMs: 0 });
  });
});

describe('a take that never heard anything', () => {
  it('takes the default when the chosen microphone is missing or held, once', () => {
    for (const code of ['microphone_missing', 'microphone_busy'] as const) {
      const reopenings = new Reopenings('usb');
      const ending = { heard: false, error: new AppError(code, 'No.'), at: 0 };
      expect(reopenings.next(ending)).toEqual({ device: '', pauseMs: 0 });
      expect(reopenings.next(ending)).toBeNull();
    }
  });

  it('ends when there is no other, or the system refuses', () => {
    expect(new Reopenings('').next(missing(0))).toBeNull();
    const refused = { heard: false, error: new AppError('microphone_denied', 'No.'), at: 0 };
    expect(new Reopenings('usb').next(refused)).toBeNull();
  });
});
