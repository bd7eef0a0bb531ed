// A take that is sent again: what is kept of the try before it, and which service hears it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { retryTake, tellLate } from '../../../src-main/app/history.ts';
import { storedFileTranscription } from '../../../src-main/app/server-transcription.ts';
import { openAudioFiles } from '../../../src-main/audio/files/audio-files.ts';
import { bytesOf } from '../../../src-main/audio/pcm.ts';
import { PracticeSwitch } from '../../../src-main/boot/practice-switch.ts';
import type { Notice } from '../../../src-main/contract/state.ts';
import type { Take } from '../../../src-main/contract/take.ts';
import type { Listening } from '../../../src-main/dictation/ports.ts';
import { silentLog } from '../../../src-main/lib/log.ts';
import { overlayModel } from '../../../src-renderer/overlay/overlay-model.ts';
import { openRig, type Rig } from '../../rig/dictation-rig.ts';
import { FedRecorder } from '../../rig/fed-recorder.ts';
import { speak, wordsWithPauses } from '../../standin/fsk-encode.ts';
import { type Standin, startStandin } from '../../standin/standin.ts';
import { writeWav } from '../../standin/wav.ts';

let stack: AsyncDisposableStack;
let standin: Standin;
let rig: Rig;
let recorder: FedRecorder;
let practice: PracticeSwitch;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  standin = stack.use(await startStandin());
  const home = mkdtempSync(join(tmpdir(), 'sotto-practice-'));
  stack.defer(() => rmSync(home, { recursive: true, force: true }));
  recorder = new FedRecorder({ speed: 0 });
  rig = stack.use(
    await openRig({
      recorder,
      standin,
      practice: (real) => {
        const surroundings = { platform: process.platform, arch: process.arch, version: '0.1.0', bundle: home };
        const env = { HOME: home };
        practice = new PracticeSwitch({
          real,
          surroundings: { ...surroundings, env, loginKeeper: null },
          log: silentLog,
        });
        return practice;
      },
    }),
  );
  stack.use(practice);
});
afterEach(() => stack.disposeAsync());

const retry = (id: string): Promise<Take> =>
  retryTake(rig.ports, id, { language: '', segments: true, practice: practice.on }, new AbortController().signal);
const say = (words: string): void => recorder.hears(speak(words, { leadMs: 100, tailMs: 300 }));
const parts = Array.from({ length: 10 }, (_, index) => ({
  text: `piece ${index} with enough words in it to last for a while`,
  pauseMs: 900,
}));
const allParts = parts.map(({ text }) => text).join(' ');
/** A segment without words isn't sent. */
const sentParts = ({ segments }: Take): number => segments.filter(({ text }) => text).length;
/** What the real service answered itself; a scripted failure is none of that. */
const heardByStandin = (): (string | undefined)[] => standin.transcriptions().map(({ audio }) => audio?.text);

describe('a take that was finished', () => {
  it('is heard anew, in all its parts', async () => {
    recorder.hears(wordsWithPauses(parts, { leadMs: 100 }));
    const first = await rig.dictate();
    expect(sentParts(first)).toBeGreaterThan(1);
    rig.store.edit(first.id, 'something else');
    const again = await retry(first.id);
    expect(again).toMatchObject({ state: 'done', text: allParts });
    expect(again.segments.map(({ startMs, endMs }) => [startMs, endMs])).toEqual(
      first.segments.map(({ startMs, endMs }) => [startMs, endMs]),
    );
    expect(heardByStandin()).toHaveLength(2 * sentParts(first));
  });

  it('gets the new text in place of a wrong one', async () => {
    say('the right words');
    standin.script('transcribe', { kind: 'text', text: 'the wrong words' });
    const first = await rig.dictate();
    expect(first.text).toBe('the wrong words');
    expect(await retry(first.id)).toMatchObject({ state: 'done', text: 'the right words' });
  });

  it('is asked for again when no word was recognised', async () => {
    say('not heard at first');
    standin.script('transcribe', { kind: 'text', text: '' });
    const first = await rig.dictate();
    expect(first).toMatchObject({ state: 'empty', emptyReason: 'nothing-recognised' });
    expect(await retry(first.id)).toMatchObject({ state: 'done', text: 'not heard at first' });
  });

  it('keeps its text when the service fails, and is heard anew the next time', async () => {
    recorder.hears(wordsWithPauses(parts, { leadMs: 100 }));
    const first = await rig.dictate();
    standin.script(
      'transcribe',
      ...Array.from({ length: sentParts(first) }, () => ({ kind: 'status', status: 400 }) as const),
    );
    expect(await retry(first.id)).toMatchObject({
      state: 'done',
      text: allParts,
      error: { code: 'upstream_rejected' },
    });
    expect(await retry(first.id)).toMatchObject({ state: 'done', text: allParts });
    expect(rig.store.get(first.id)).not.toHaveProperty('error');
    expect(heardByStandin()).toHaveLength(2 * sentParts(first));
  });
});

describe('a take in parts', () => {
  /** How many bytes of sound were listened to at once, each time. */
  const gulps: number[] = [];
  const listen = (id: string, signal: AbortSignal, onGulp: () => void = () => undefined): Promise<Take> => {
    gulps.length = 0;
    const listening: Listening = {
      listen: (options) => {
        const listener = rig.ports.listening.listen(options);
        const push = listener.push.bind(listener);
        listener.push = (pcm) => {
          gulps.push(pcm.length);
          push(pcm);
          onGulp();
        };
        return listener;
      },
    };
    return retryTake({ ...rig.ports, listening }, id, { language: '', segments: true, practice: false }, signal);
  };
  const dictated = async (): Promise<Take> => {
    recorder.hears(wordsWithPauses(parts, { leadMs: 100 }));
    return await rig.dictate();
  };

  it('is listened to a second at a time, so that a key pressed meanwhile is answered', async () => {
    const { id } = await dictated();
    expect(await listen(id, new AbortController().signal)).toMatchObject({ state: 'done', text: allParts });
    expect(Math.max(...gulps)).toBe(16_000 * 2);
  });

  it('is listened to no longer when the app ends', async () => {
    const { id } = await dictated();
    const end = new AbortController();
    await expect(listen(id, end.signal, () => end.abort(new Error('The app ends.')))).rejects.toThrow('The app ends.');
    expect(gulps).toHaveLength(1);
  });
});

describe('a finished take whose new try fails', () => {
  it('keeps the parts of its text with their times, so that its subtitles stay whole', async () => {
    recorder.hears(wordsWithPauses(parts, { leadMs: 100 }));
    const first = await rig.dictate();
    expect(sentParts(first)).toBeGreaterThan(1);
    const subtitlesOf = async (): Promise<string> => {
      const { files } = await rig.store.exportTakes([first.id], 'srt', rig.folder);
      return readFileSync(files[0] ?? '', 'utf8');
    };
    const before = await subtitlesOf();
    standin.script('transcribe', { kind: 'status', status: 400 });
    expect(await retry(first.id)).toMatchObject({ state: 'done', text: allParts });
    expect(rig.store.get(first.id)?.segments).toEqual(first.segments);
    expect(await subtitlesOf()).toBe(before);
  });
});

describe('a late text', () => {
  let copied: string[];
  const told = async (take: Take, by: 'user' | 'queue'): Promise<Notice | null> => {
    const inserter = {
      copy: async (text: string) => {
        copied.push(text);
        return { insertion: 'copied' as const, chord: 'Ctrl+V' };
      },
    };
    rig.state.update((now) => ({ ...now, notice: null }));
    await tellLate(take, by, inserter, rig.state, Date.now);
    return rig.state.get().notice;
  };
  beforeEach(() => {
    copied = [];
  });

  it('that there is none of is not said to be copied, and the old one stays off the clipboard', async () => {
    say('the text');
    const { id } = await rig.dictate();
    standin.script('transcribe', { kind: 'status', status: 400 });
    expect(await told(await retry(id), 'user')).toMatchObject({ kind: 'failed', error: { code: 'upstream_rejected' } });
    standin.script('transcribe', { kind: 'text', text: '' });
    expect(await told(await retry(id), 'user')).toMatchObject({ kind: 'nothing-heard', takeId: id, silent: false });
    expect(rig.store.get(id)).toMatchObject({ state: 'done', text: 'the text' });
    expect(copied).toEqual([]);
    expect(await told(await retry(id), 'user')).toMatchObject({ kind: 'copied', takeId: id });
    expect(copied).toEqual(['the text']);
  });

  it('of a dictation is copied by the queue; that of a file or a request stays in History until it is asked for', async () => {
    for (const source of ['dictation', 'file', 'server', 'cli'] as const) {
      const writer = rig.store.begin({ source, sampleRate: 16_000 });
      writer.append(bytesOf(speak(`of a ${source}`, { leadMs: 100, tailMs: 100 })));
      writer.finish();
      await told(await retry(writer.id), 'queue');
      if (source === 'file') await told(await retry(writer.id), 'user');
    }
    expect(copied).toEqual(['of a dictation', 'of a file']);
  });
});

describe('in practice mode', () => {
  it('a real take still goes to the real service, and no other does', async () => {
    standin.script('transcribe', { kind: 'status', status: 400 });
    say('meant for the real one');
    const real = await rig.dictate();
    expect(real).toMatchObject({ state: 'failed', practice: false });
    await practice.set(true);
    say('only for practice');
    const practised = await rig.dictate();
    expect(practised).toMatchObject({ state: 'done', text: 'only for practice', practice: true });
    expect(await retry(practised.id)).toMatchObject({ state: 'done', practice: true });
    expect(await retry(real.id)).toMatchObject({ state: 'done', text: 'meant for the real one', practice: false });
    expect(heardByStandin()).toEqual(['meant for the real one']);
  });

  it('a file that comes through the server is marked as well', async () => {
    await practice.set(true);
    const path = join(rig.folder, 'memo.wav');
    writeFileSync(
      path,
      writeWav({ sampleRate: 16_000, samples: speak('a practice file', { leadMs: 100, tailMs: 100 }) }),
    );
    const files = openAudioFiles({ env: { PATH: '' }, platform: 'linux' });
    const client = () => practice.client;
    const ports = { ...rig.ports, takes: rig.store, files, client, practice: practice.on };
    const { text, takeId } = await storedFileTranscription(() => ports).transcribe({ kind: 'file', path }, {});
    expect(text).toBe('a practice file');
    expect(rig.store.get(takeId ?? '')).toMatchObject({ source: 'server', practice: true });
    expect(heardByStandin()).toEqual([]);
  });

  it('that is over, a practice take without a text is real from its first try on, also when that fails', async () => {
    await practice.set(true);
    recorder.hears(wordsWithPauses(parts, { leadMs: 100 }));
    rig.dictation.start('held');
    const id = rig.state.get().dictation?.takeId ?? '';
    await recorder.said;
    rig.dictation.cancel();
    expect(await rig.end(id)).toMatchObject({ state: 'discarded', practice: true });
    await practice.set(false);
    standin.script('transcribe', { kind: 'status', status: 429 });
    expect(await retry(id)).toMatchObject({ state: 'failed', practice: false, error: { code: 'rate_limited' } });
    expect(rig.store.queued()).toMatchObject([{ id, practice: false }]);
    // Practice mode that comes back meanwhile does not make up what is missing.
    await practice.set(true);
    const whole = await retry(id);
    expect(whole).toMatchObject({ state: 'done', text: allParts, practice: false });
    expect(heardByStandin()).toHaveLength(sentParts(whole));
  });

  it('that is switched off under a request says so, and nothing of a network that is gone', async () => {
    await practice.set(true);
    const bytes = writeWav({ sampleRate: 16_000, samples: speak('on its way') });
    const answer = expect(practice.of(true).transcribe({ kind: 'bytes', bytes })).rejects.toMatchObject({
      code: 'account_changed',
    });
    await practice.set(false);
    await answer;
  });

  it('that is switched on or off while a take is spoken, the take stays with the service that it began with', async () => {
    recorder.hears(wordsWithPauses(parts, { leadMs: 100 }));
    rig.dictation.start('held');
    const real = rig.state.get().dictation?.takeId ?? '';
    await practice.set(true);
    await recorder.said;
    rig.dictation.stop();
    const whole = await rig.end(real);
    expect(whole).toMatchObject({ state: 'done', text: allParts, practice: false });
    expect(heardByStandin()).toHaveLength(sentParts(whole));

    recorder.hears(wordsWithPauses(parts, { leadMs: 100 }));
    rig.dictation.start('held');
    const practised = rig.state.get().dictation?.takeId ?? '';
    await practice.set(false);
    await recorder.said;
    rig.dictation.stop();
    const cut = await rig.end(practised);
    expect(cut).toMatchObject({ state: 'failed', practice: true, audio: 'kept', error: { code: 'account_changed' } });
    const retries = { does: 'mend', mend: 'retry', takeId: practised };
    expect(overlayModel(rig.state.get(), Date.now())?.buttons).toEqual([retries, { does: 'close' }]);
    expect(heardByStandin()).toHaveLength(sentParts(whole));
    // Asked for without practice mode it becomes a real one, heard from its beginning.
    expect(await retry(practised)).toMatchObject({ state: 'done', text: allParts, practice: false });
    expect(heardByStandin()).toHaveLength(2 * sentParts(whole));
  });
});
