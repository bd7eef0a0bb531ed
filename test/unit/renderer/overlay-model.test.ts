// The pill is a pure function of state and time.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ErrorReport } from '../../../src-main/contract/app-error.ts';
import { errorCodes } from '../../../src-main/contract/error-table.ts';
import {
  type AppState,
  type Dictation,
  initialState,
  type Notice,
  type Phase,
} from '../../../src-main/contract/state.ts';
import { overlayModel } from '../../../src-renderer/overlay/overlay-model.ts';

const now = 1_000_000;
const at = (change: Partial<AppState>): AppState => ({ ...initialState('1.0.0'), ...change });
const dictation: Dictation = { takeId: 'a', hold: 'held', device: 'MV7', speakingSince: now - 7400 };
const error = (code: ErrorReport['code']): ErrorReport => ({ code, message: 'm', hint: 'h' });

describe('overlayModel', () => {
  test('is nothing at rest', () => {
    expect(overlayModel(at({}), now)).toBeNull();
  });

  test('is quiet until the first real sample', () => {
    const { speakingSince: _, ...opening } = dictation;
    expect(overlayModel(at({ phase: 'recording', dictation: opening }), now)).toMatchObject({ phase: 'opening' });
    expect(overlayModel(at({ phase: 'recording', dictation }), now)).toMatchObject({
      phase: 'speak',
      elapsedMs: 7400,
      bars: { kind: 'live' },
    });
  });

  test('offers to finish only hands-free', () => {
    expect(overlayModel(at({ phase: 'recording', dictation }), now)?.buttons).toEqual([{ does: 'cancel' }]);
    expect(
      overlayModel(at({ phase: 'recording', dictation: { ...dictation, hold: 'hands-free' } }), now)?.buttons,
    ).toEqual([{ does: 'finish' }, { does: 'cancel' }]);
  });

  test('says for a moment which microphone it goes on with', () => {
    const moved = { ...dictation, speakingSince: now - 3000, movedTo: 'Built-in' };
    expect(overlayModel(at({ phase: 'recording', dictation: moved }), now)).toMatchObject({
      words: { word: 'pillMoved', device: 'Built-in' },
      bars: { kind: 'live' },
      elapsedMs: 3000,
    });
  });

  test('names the dead microphone, and the next one where there is one', () => {
    const alarm = { device: 'AirPods Pro' };
    expect(overlayModel(at({ phase: 'recording', dictation: { ...dictation, alarm } }), now)).toMatchObject({
      phase: 'dead',
      words: { device: 'AirPods Pro' },
      buttons: [{ does: 'cancel' }],
    });
    const next = { id: 'mv7', label: 'Shure MV7' };
    expect(
      overlayModel(at({ phase: 'opening', dictation: { ...dictation, alarm: { ...alarm, next } } }), now)?.buttons[0],
    ).toEqual({ does: 'useNext', label: 'Shure MV7' });
  });

  test('says seconds of waiting from the second second on', () => {
    const waiting = (ms: number) =>
      overlayModel(at({ phase: 'transcribing', dictation: { ...dictation, sent: 1, waitingSince: now - ms } }), now)
        ?.words;
    expect(waiting(1999)).toEqual({ word: 'pillSendingShare', share: 1 });
    expect(waiting(2000)).toEqual({ word: 'pillWaiting', seconds: 2 });
    expect(waiting(4999)).toEqual({ word: 'pillWaiting', seconds: 4 });
  });

  test('a notice goes at its time, a failure that needs somebody stays', () => {
    const pasted: Notice = { kind: 'pasted', takeId: 'a', until: now };
    expect(overlayModel(at({ notice: pasted }), now - 1)).not.toBeNull();
    expect(overlayModel(at({ notice: pasted }), now)).toBeNull();
    const failed: Notice = { kind: 'failed', takeId: 'a', error: error('login_expired'), mendsItself: false };
    expect(overlayModel(at({ notice: failed }), now + 1e12)).toMatchObject({
      phase: 'failed',
      buttons: [{ does: 'mend', mend: 'sign-in', takeId: 'a' }, { does: 'close' }],
    });
  });

  test('a running dictation hides an old notice', () => {
    const notice: Notice = { kind: 'discarded', takeId: 'b', until: now + 5000 };
    expect(overlayModel(at({ phase: 'recording', dictation, notice }), now)?.phase).toBe('speak');
  });

  test('what mends itself is told without a mending button', () => {
    const notice = (code: ErrorReport['code']): Notice => ({
      kind: 'failed',
      takeId: 'a',
      error: error(code),
      mendsItself: true,
    });
    expect(overlayModel(at({ notice: notice('network') }), now)).toMatchObject({
      phase: 'offline',
      hush: { word: 'sentWhenBack' },
      buttons: [{ does: 'close' }],
    });
    expect(overlayModel(at({ notice: notice('upstream_error') }), now)).toMatchObject({ hush: { word: 'triedAgain' } });
  });

  test('marks practice whatever it says', () => {
    expect(overlayModel(at({ account: { kind: 'practice' }, phase: 'recording', dictation }), now)?.practice).toBe(
      true,
    );
  });

  test('has a way out in every state that stays', () => {
    const phases: Phase[] = ['idle', 'opening', 'recording', 'transcribing', 'inserting'];
    fc.assert(
      fc.property(
        fc.constantFrom(...phases),
        fc.option(
          fc.record({
            free: fc.boolean(),
            spoke: fc.boolean(),
            alarm: fc.boolean(),
            waits: fc.boolean(),
            sent: fc.double({ min: 0, max: 1, noNaN: true }),
          }),
          { nil: null },
        ),
        fc.option(fc.record({ code: fc.constantFrom(...errorCodes), mendsItself: fc.boolean() }), { nil: null }),
        (phase, talk, fault) => {
          const model = overlayModel(
            at({
              phase,
              dictation: talk && {
                takeId: 'a',
                device: 'd',
                hold: talk.free ? 'hands-free' : 'held',
                sent: talk.sent,
                ...(talk.spoke ? { speakingSince: now - 500 } : {}),
                ...(talk.alarm ? { alarm: { device: 'd' } } : {}),
                ...(talk.waits ? { waitingSince: now - 3000 } : {}),
              },
              notice: fault && { kind: 'failed', error: error(fault.code), mendsItself: fault.mendsItself },
            }),
            now,
          );
          if (!model || model.phase === 'inserting') return;
          expect(model.buttons.some(({ does }) => does === 'cancel' || does === 'close')).toBe(true);
        },
      ),
    );
  });
});
