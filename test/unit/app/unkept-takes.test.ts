// Takes that are not to be kept, on real dictations, a real store and a real queue: gone when their text is delivered,
// never before.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { retryTake } from '../../../src-main/app/history.ts';
import { UnkeptTakes } from '../../../src-main/app/unkept-takes.ts';
import { bytesOf } from '../../../src-main/audio/pcm.ts';
import { AppError } from '../../../src-main/contract/app-error.ts';
import { initialState } from '../../../src-main/contract/state.ts';
import type { Take } from '../../../src-main/contract/take.ts';
import { silentLog } from '../../../src-main/lib/log.ts';
import { StateStore } from '../../../src-main/lib/state-store.ts';
import { openRetryQueue } from '../../../src-main/takes/retry-queue.ts';
import { pollUntil } from '../../desktop/poll-until.ts';
import { openRig, type Rig } from '../../rig/dictation-rig.ts';
import { FedRecorder } from '../../rig/fed-recorder.ts';
import { speak } from '../../standin/fsk-encode.ts';
import { type Standin, startStandin } from '../../standin/standin.ts';

let stack: AsyncDisposableStack;
let standin: Standin;
let recorder: FedRecorder;
let rig: Rig;
let keeps = true;
let unkept: UnkeptTakes;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  standin = stack.use(await startStandin());
  recorder = new FedRecorder({ speed: 0 });
  rig = stack.use(await openRig({ recorder, standin }));
  keeps = true;
  unkept = new UnkeptTakes({ state: rig.state, keeps: () => keeps, forget: (id) => rig.store.forget(id) });
});
afterEach(() => stack.disposeAsync());

/** Says the words and marks the take as soon as it runs. */
async function dictate(words: string, marked: boolean): Promise<Take> {
  recorder.hears([speak(words, { leadMs: 50, tailMs: 50 })]);
  const unfollow = rig.state.subscribe(() => {
    if (marked && rig.state.get().dictation && !rig.state.get().dictation?.unkept) unkept.mark(true);
  });
  const take = await rig.dictate();
  unfollow();
  unkept.settled(take, 'dictation');
  return take;
}

const filesOf = (id: string): string[] =>
  readdirSync(join(rig.folder, 'takes'), { recursive: true, encoding: 'utf8' }).filter((name) => name.includes(id));

describe('a take that is marked while it runs', () => {
  it('is inserted and then gone: row, text and sound; the next one is kept', async () => {
    const take = await dictate('not to be kept', true);
    expect(take).toMatchObject({ state: 'done', text: 'not to be kept' });
    expect(rig.inserted).toEqual(['not to be kept']);
    expect(rig.store.get(take.id)).toBeNull();
    await rig.store.settled();
    expect(filesOf(take.id)).toEqual([]);
    const next = await dictate('to be kept', false);
    expect(rig.store.get(next.id)).toMatchObject({ text: 'to be kept' });
    expect(filesOf(next.id).length).toBeGreaterThan(0);
  });

  it('is kept while it could not be sent, and gone when it was', async () => {
    standin.script('transcribe', { kind: 'status', status: 500 }, { kind: 'status', status: 500 });
    const failed = await dictate('sent at the second try', true);
    expect(rig.store.get(failed.id)).toMatchObject({ state: 'failed', audio: 'kept' });
    const sent = await retryTake(
      rig.ports,
      failed.id,
      { language: '', segments: true, practice: false },
      new AbortController().signal,
    );
    unkept.settled(sent, 'user');
    expect(sent.text).toBe('sent at the second try');
    expect(rig.store.get(failed.id)).toBeNull();
  });

  it('is gone as well when nothing was heard', async () => {
    recorder.hears([new Int16Array(8_000)]);
    rig.dictation.start('held');
    unkept.mark(true);
    await recorder.said;
    const { takeId = '' } = rig.state.get().dictation ?? {};
    rig.dictation.stop();
    const take = await rig.end(takeId);
    expect(take.state).toBe('empty');
    unkept.settled(take, 'dictation');
    await rig.store.settled();
    expect(rig.store.get(takeId)).toBeNull();
    expect(filesOf(takeId)).toEqual([]);
  });

  it('that is discarded can be brought back, and is gone when it was delivered', async () => {
    recorder.hears([speak('brought back', { leadMs: 50, tailMs: 50 })]);
    rig.dictation.start('held');
    unkept.mark(true);
    const { takeId = '' } = rig.state.get().dictation ?? {};
    await recorder.said;
    rig.dictation.cancel();
    unkept.settled(await rig.end(takeId), 'dictation');
    expect(rig.store.get(takeId)).toMatchObject({ state: 'discarded', audio: 'kept' });
    let seen = false;
    const unfollow = rig.state.subscribe(() => {
      seen ||= rig.state.get().dictation?.unkept === true;
    });
    rig.dictation.undo(takeId);
    const take = await pollUntil('the text', () =>
      rig.settled.find(({ id, state }) => id === takeId && state === 'done'),
    );
    unfollow();
    expect(seen).toBe(true);
    unkept.settled(take, 'dictation');
    expect(rig.inserted).toEqual(['brought back']);
    await rig.store.settled();
    expect(rig.store.get(takeId)).toBeNull();
    expect(filesOf(takeId)).toEqual([]);
  });

  it('is kept after all when the mark is taken back', async () => {
    recorder.hears([speak('kept after all')]);
    let marks = 0;
    const unfollow = rig.state.subscribe(() => {
      const { dictation } = rig.state.get();
      if (dictation && marks === 0) {
        marks = 1;
        unkept.mark(true);
        expect(rig.state.get().dictation?.unkept).toBe(true);
        unkept.mark(false);
        expect(rig.state.get().dictation?.unkept).toBeUndefined();
      }
    });
    const take = await rig.dictate();
    unfollow();
    unkept.settled(take, 'dictation');
    expect(marks).toBe(1);
    expect(rig.store.get(take.id)).toMatchObject({ text: 'kept after all' });
  });
});

describe('a text that could not even be copied', () => {
  beforeEach(() => {
    rig.insertsAs = () => {
      throw new AppError('clipboard_failed', 'No clipboard tool is there.');
    };
  });

  it('is in History, as its error says, also when its take was marked', async () => {
    const take = await dictate('nowhere but in History', true);
    expect(rig.state.get().notice).toMatchObject({ kind: 'failed', error: { code: 'clipboard_failed' } });
    expect(rig.store.get(take.id)).toMatchObject({ state: 'done', text: 'nowhere but in History' });
  });

  it('is there by the setting as well', async () => {
    keeps = false;
    const take = await dictate('nowhere but in History', false);
    expect(rig.store.get(take.id)).toMatchObject({ state: 'done', text: 'nowhere but in History' });
  });
});

describe('without a mark', () => {
  it('refuses to mark when nothing runs', () => {
    expect(() => unkept.mark(true)).toThrow(expect.objectContaining({ code: 'not_recording' }));
  });

  it('takes leave no trace by the setting, also those that the queue sends late, but for what the user asked for', async () => {
    keeps = false;
    standin.script('transcribe', ...Array.from({ length: 2 }, () => ({ kind: 'status', status: 500 }) as const));
    const late = await dictate('sent by the queue', false);
    expect(rig.store.get(late.id)).toMatchObject({ state: 'failed' });
    const ended = Promise.withResolvers<Take>();
    await using queue = openRetryQueue({
      store: rig.store,
      run: async (id, signal, { by }) => {
        const take = await retryTake(rig.ports, id, { language: '', segments: true, practice: false }, signal);
        unkept.settled(take, by);
        ended.resolve(take);
        return take;
      },
      now: () => Date.now() + 60_000, // its next try is due
      log: silentLog,
    });
    queue.wake();
    expect((await ended.promise).text).toBe('sent by the queue');
    expect(rig.store.get(late.id)).toBeNull();

    const take = await dictate('gone at once', false);
    expect(rig.store.get(take.id)).toBeNull();
  });

  it('a file that the queue sends late stays by the setting too: its text is nowhere else', async () => {
    keeps = false;
    const writer = rig.store.begin({ source: 'file', sampleRate: 16_000, fileName: 'memo.wav' });
    writer.append(bytesOf(speak('from a file')));
    writer.finish();
    const settings = { language: '', segments: true, practice: false };
    unkept.settled(await retryTake(rig.ports, writer.id, settings, new AbortController().signal), 'queue');
    expect(rig.store.get(writer.id)).toMatchObject({ state: 'done', text: 'from a file' });
  });

  it('a forgotten text is not offered again', () => {
    const state = new StateStore(initialState('test'));
    state.update((now) => ({ ...now, lastTake: { id: 'a', text: 'secret', insertion: 'pasted' } }));
    const forgotten: string[] = [];
    const takes = new UnkeptTakes({ state, keeps: () => false, forget: (id) => forgotten.push(id) });
    takes.settled({ id: 'a', source: 'dictation', state: 'done', starred: false } as Take, 'dictation'); // what is read of it
    expect(forgotten).toEqual(['a']);
    expect(state.get().lastTake).toMatchObject({ id: 'a', text: '' });
  });
});
