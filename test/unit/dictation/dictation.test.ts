import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { retryTake } from '../../../src-main/app/history.ts';
import { AppError } from '../../../src-main/contract/app-error.ts';
import type { InsertionTarget } from '../../../src-main/dictation/ports.ts';
import { openRig, type Rig, type RigOptions } from '../../rig/dictation-rig.ts';
import { FedRecorder, type FedRecorderOptions } from '../../rig/fed-recorder.ts';
import { speak, wordsWithPauses } from '../../standin/fsk-encode.ts';
import { type Standin, startStandin } from '../../standin/standin.ts';

let stack: AsyncDisposableStack;
let standin: Standin;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  standin = stack.use(await startStandin());
});
afterEach(() => stack.disposeAsync());

async function open(
  fed: FedRecorderOptions = { speed: 0 },
  options: Partial<RigOptions> = {},
): Promise<{ rig: Rig; recorder: FedRecorder }> {
  const recorder = new FedRecorder(fed);
  const rig = stack.use(await openRig({ recorder, standin, ...options }));
  return { rig, recorder };
}

describe('a dictation', () => {
  it('ends as text in the field, with its row done before', async () => {
    const { rig, recorder } = await open();
    recorder.hears(speak('hello from the rig', { leadMs: 100, tailMs: 100 }));
    let rowAtInsertion = '';
    rig.insertsAs = () => {
      rowAtInsertion = rig.store.list({ limit: 1 }).takes[0]?.text ?? '';
      return { insertion: 'pasted' };
    };
    const take = await rig.dictate();
    expect(take).toMatchObject({ state: 'done', text: 'hello from the rig', insertion: 'pasted' });
    expect(rig.inserted).toEqual(['hello from the rig']);
    expect(rowAtInsertion).toBe('hello from the rig');
    expect(rig.state.get()).toMatchObject({ phase: 'idle', dictation: null, notice: { kind: 'pasted' } });
    expect(Object.keys(take.timings)).toEqual(
      expect.arrayContaining([
        'keyDownToFirstSample',
        'keyUpToRecorded',
        'keyUpToLastAnswer',
        'keyUpToInserted',
        'insertion',
      ]),
    );
  });

  it('of some minutes is sent in parts while it is spoken, and joined in order', async () => {
    const { rig, recorder } = await open();
    const phrases = Array.from({ length: 12 }, (_, index) => ({
      text: `part ${index} is spoken here with several words to fill it`,
      pauseMs: 900,
    }));
    recorder.hears(wordsWithPauses(phrases, { leadMs: 200 }));
    const take = await rig.dictate();
    expect(take.text).toBe(phrases.map(({ text }) => text).join(' '));
    const spoken = take.segments.filter((segment) => segment.text !== '');
    expect(spoken.length).toBeGreaterThan(1);
    expect(standin.transcriptions().length).toBe(spoken.length);
  });

  it('that ends in a long rest with several pauses loses none of its parts', async () => {
    const { rig, recorder } = await open();
    const long = 'and now somebody speaks on and on without any pause at all until the key is let go at last and more';
    const phrases = [
      {
        text: 'the first part takes about five seconds of time to say and has as many words as are needed for it',
        pauseMs: 800,
      },
      {
        text: 'the second part takes about five seconds of time as well and has the same number of words in it too',
        pauseMs: 800,
      },
      { text: `${long} ${long}`, pauseMs: 0 },
    ];
    recorder.hears(wordsWithPauses(phrases, { leadMs: 100, tailMs: 100 }));
    const take = await rig.dictate();
    expect(take.text).toBe(phrases.map(({ text }) => text).join(' '));
    expect(take.segments.length).toBeGreaterThan(2);
  });

  it('that is silent is never sent', async () => {
    const { rig, recorder } = await open();
    recorder.hears(new Int16Array(32_000));
    const take = await rig.dictate();
    expect(take).toMatchObject({ state: 'empty', emptyReason: 'digital-silence' });
    expect(standin.transcriptions()).toEqual([]);
    expect(rig.state.get().notice).toMatchObject({ kind: 'nothing-heard', device: 'Test microphone', silent: true });
  });

  it('that is forgotten before its window is known leaves nothing behind, and no fault', async () => {
    const { rig } = await open();
    const found = Promise.withResolvers<InsertionTarget>();
    rig.targetIs = () => found.promise;
    const { id, state } = await rig.dictate();
    expect(state).toBe('empty');
    rig.store.forget(id); // as without history
    const faults: unknown[] = [];
    const before = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException').on('uncaughtException', (fault) => faults.push(fault));
    found.resolve({ windowId: '1', name: 'Editor' });
    await rig.dictation[Symbol.asyncDispose]();
    await new Promise((resolve) => setImmediate(resolve));
    process.removeAllListeners('uncaughtException');
    for (const listener of before) process.on('uncaughtException', listener);
    expect(faults).toEqual([]);
    expect(rig.store.get(id)).toBeNull();
  });

  it('that the service refuses is kept with its reason and can be sent again', async () => {
    const { rig, recorder } = await open();
    standin.script('transcribe', { kind: 'asr-error' }, { kind: 'asr-error' });
    recorder.hears(speak('kept for later', { leadMs: 100 }));
    const failed = await rig.dictate();
    expect(failed).toMatchObject({ state: 'failed', audio: 'kept', error: { code: 'upstream_error' } });
    expect(rig.inserted).toEqual([]);
    const take = await retryTake(
      rig.ports,
      failed.id,
      { language: '', segments: true, practice: false },
      new AbortController().signal,
    );
    expect(take).toMatchObject({ state: 'done', text: 'kept for later' });
    expect(rig.inserted).toEqual([]);
  });

  it('sends only the missing part again after one part failed', async () => {
    const { rig, recorder } = await open();
    const phrases = Array.from({ length: 10 }, (_, index) => ({
      text: `piece ${index} with enough words in it to last for a while`,
      pauseMs: 900,
    }));
    recorder.hears(wordsWithPauses(phrases, { leadMs: 100 }));
    await rig.dictate();
    const parts = standin.transcriptions().length;
    expect(parts).toBeGreaterThan(1);
    // One part gets through; the others fail, and once more when the client tries again.
    standin.script(
      'transcribe',
      { kind: 'normal' },
      ...Array.from({ length: 2 * (parts - 1) }, () => ({ kind: 'asr-error' }) as const),
    );
    recorder.hears(wordsWithPauses(phrases, { leadMs: 100 }));
    const failed = await rig.dictate();
    const missing = failed.segments.filter((segment) => segment.state !== 'done').length;
    expect(failed.state).toBe('failed');
    expect(missing).toBe(parts - 1);
    const before = standin.transcriptions().length;
    const take = await retryTake(
      rig.ports,
      failed.id,
      { language: '', segments: true, practice: false },
      new AbortController().signal,
    );
    expect(take.text).toBe(phrases.map(({ text }) => text).join(' '));
    expect(standin.transcriptions().length - before).toBe(missing);
  });

  it('that is discarded keeps its sound, and Undo delivers it', async () => {
    const { rig, recorder } = await open();
    recorder.hears(speak('not lost', { leadMs: 100, tailMs: 300 }));
    rig.dictation.start('held');
    const id = rig.state.get().dictation?.takeId ?? '';
    await recorder.said;
    rig.dictation.cancel();
    expect(await rig.end(id)).toMatchObject({ state: 'discarded', audio: 'kept' });
    expect(rig.state.get().notice).toMatchObject({ kind: 'discarded', takeId: id });
    rig.settled.length = 0;
    rig.dictation.undo(id);
    expect(await rig.end(id)).toMatchObject({ state: 'done', text: 'not lost', insertion: 'pasted' });
    expect(rig.inserted).toEqual(['not lost']);
  });

  it('that is wanted after all is sent at the next start when the app ends while it is sent', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sotto-undo-'));
    stack.defer(() => rmSync(folder, { recursive: true, force: true }));
    const recorder = new FedRecorder({ speed: 0 });
    const rig = await openRig({ recorder, standin, folder });
    recorder.hears(speak('wanted after all', { leadMs: 100, tailMs: 300 }));
    rig.dictation.start('held');
    const id = rig.state.get().dictation?.takeId ?? '';
    await recorder.said;
    rig.dictation.cancel();
    await rig.end(id);
    standin.script('transcribe', { kind: 'hang', ms: 30_000 });
    rig.dictation.undo(id);
    expect(rig.store.get(id)?.state).toBe('transcribing'); // before anything was sent
    await rig[Symbol.asyncDispose]();
    const { rig: next } = await open({ speed: 0 }, { folder });
    expect(next.store.get(id)).toMatchObject({ state: 'recorded', audio: 'kept' });
    expect(next.store.queued().map((take) => take.id)).toEqual([id]);
  });

  it('leaves nothing in memory, however many are discarded', async () => {
    const { rig, recorder } = await open();
    for (let round = 0; round < 5; round += 1) {
      recorder.hears(speak('thrown away', { leadMs: 50, tailMs: 50 }));
      rig.dictation.start('held');
      const id = rig.state.get().dictation?.takeId ?? '';
      expect(rig.dictation.underWay).toBe(1);
      await recorder.said;
      rig.dictation.cancel();
      expect(await rig.end(id)).toMatchObject({ state: 'discarded' });
    }
    expect(rig.dictation.underWay).toBe(0);
  });

  it('goes on when its recorder dies, in the same take', async () => {
    const { rig, recorder } = await open({
      speed: 0,
      diesAfterMs: 1000,
      deathError: new AppError('recorder_died', 'The recorder died.'),
    });
    recorder.hears(speak('first half', { leadMs: 50, tailMs: 2000 }));
    rig.dictation.start('held');
    const id = rig.state.get().dictation?.takeId ?? '';
    const failed = await rig.end(id);
    // It dies again and again: what was said until then is kept, and said so.
    expect(recorder.opened).toBe(3);
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'recorder_died' }, audio: 'kept' });
    expect(failed.durationMs).toBeGreaterThanOrEqual(3000);
    expect(rig.state.get().problems).toMatchObject([{ id: 'recorder', error: { code: 'recorder_died' } }]);
  });

  it('is closed and kept when the app quits, and is sent at the next start', async () => {
    const recorder = new FedRecorder({ speed: 0 });
    const rig = await openRig({ recorder, standin });
    recorder.hears(speak('said before quitting', { leadMs: 50, tailMs: 200 }));
    rig.dictation.start('held');
    const id = rig.state.get().dictation?.takeId ?? '';
    await recorder.said;
    await rig.dictation[Symbol.asyncDispose]();
    expect(rig.store.get(id)).toMatchObject({ audio: 'kept' });
    const take = await retryTake(
      rig.ports,
      id,
      { language: '', segments: true, practice: false },
      new AbortController().signal,
    );
    expect(take).toMatchObject({ state: 'done', text: 'said before quitting' });
    await rig[Symbol.asyncDispose]();
  });

  it('calls nobody to speak after the key was let go, when the first sample comes late', async () => {
    const { rig, recorder } = await open();
    const late = Promise.withResolvers<void>();
    async function* sound(): AsyncGenerator<Int16Array> {
      await late.promise;
      yield speak('too late', { leadMs: 20, tailMs: 100 });
    }
    recorder.hears(sound());
    rig.dictation.start('held');
    const id = rig.state.get().dictation?.takeId ?? '';
    rig.dictation.stop();
    late.resolve();
    await rig.end(id);
    expect(rig.played).not.toContain('start');
    recorder.hears(speak('in time', { leadMs: 20, tailMs: 100 }));
    await rig.dictate();
    expect(rig.played.filter((cue) => cue === 'start')).toHaveLength(1);
  });

  it('that was only copied says the keys and why', async () => {
    const { rig, recorder } = await open();
    rig.insertsAs = () => ({
      insertion: 'copied',
      chord: 'Ctrl+V',
      reason: new AppError('paste_failed', 'The window is gone.'),
    });
    recorder.hears(speak('copied text', { leadMs: 100 }));
    expect(await rig.dictate()).toMatchObject({ state: 'done', insertion: 'copied' });
    expect(rig.state.get().notice).toMatchObject({ kind: 'copied', chord: 'Ctrl+V', reason: { code: 'paste_failed' } });
  });
});
