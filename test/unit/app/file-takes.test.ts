// Files as takes: kept and sent again as they came where nothing can decode them, made small where they are large.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetch as undiciFetch } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileJobs } from '../../../src-main/app/file-jobs.ts';
import { retryTake } from '../../../src-main/app/history.ts';
import { fileTranscription } from '../../../src-main/app/server-transcription.ts';
import {
  type AudioFiles,
  transcribeFile,
  transcribeFileIntoHistory,
  wholeUpToBytes,
} from '../../../src-main/app/transcribe-file.ts';
import { OpusTrack } from '../../../src-main/audio/encoding/opus-track.ts';
import { openAudioFiles } from '../../../src-main/audio/files/audio-files.ts';
import { FrameCutter } from '../../../src-main/audio/frames.ts';
import { bytesOf } from '../../../src-main/audio/pcm.ts';
import { openCodexClient, openCredentials } from '../../../src-main/codex/index.ts';
import { AppError } from '../../../src-main/contract/app-error.ts';
import type { Take } from '../../../src-main/contract/take.ts';
import { openRig, type Rig } from '../../rig/dictation-rig.ts';
import { FedRecorder } from '../../rig/fed-recorder.ts';
import { speak, wordsWithPauses } from '../../standin/fsk-encode.ts';
import { type Standin, startStandin } from '../../standin/standin.ts';
import { writeWav } from '../../standin/wav.ts';

let stack: AsyncDisposableStack;
let standin: Standin;
let rig: Rig;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  standin = stack.use(await startStandin());
  rig = stack.use(await openRig({ recorder: new FedRecorder({ speed: 0 }), standin }));
});
afterEach(() => stack.disposeAsync());

const nothingInstalled = openAudioFiles({ env: { PATH: '' }, platform: 'linux' });
const words = 'spoken into a file';

function oggFile(): string {
  const track = new OpusTrack(16_000);
  const cutter = new FrameCutter(16_000);
  let frames = 0;
  cutter.push(bytesOf(speak(words, { leadMs: 100, tailMs: 100 })), (frame) => {
    track.push(frame);
    frames += 1;
  });
  track.end();
  const path = join(rig.folder, 'memo.ogg');
  writeFileSync(path, track.cut(0, frames).bytes);
  return path;
}

async function failed(path: string, files: AudioFiles): Promise<Take> {
  const { signal } = new AbortController();
  const options = {
    source: 'server',
    practice: false,
    fileName: 'memo.ogg',
    contentType: 'audio/ogg',
    signal,
  } as const;
  const ports = { ...rig.ports, takes: rig.store, client: () => rig.client, files };
  await expect(transcribeFileIntoHistory(ports, path, options)).rejects.toThrow();
  const take = rig.store.list({ limit: 1 }).takes[0];
  return take ?? expect.unreachable();
}

const retry = (id: string): Promise<Take> =>
  retryTake(rig.ports, id, { language: '', segments: true, practice: false }, new AbortController().signal);

describe('a file that nothing here can decode', () => {
  it('is kept when the service fails, and sent again as it came', async () => {
    standin.script('transcribe', { kind: 'asr-error' }, { kind: 'asr-error' });
    const take = await failed(oggFile(), nothingInstalled);
    expect(take).toMatchObject({ state: 'failed', audio: 'kept', error: { code: 'upstream_error' } });
    standin.script('transcribe', { kind: 'asr-error' }, { kind: 'asr-error' });
    expect(await retry(take.id)).toMatchObject({ state: 'failed', audio: 'kept', error: { code: 'upstream_error' } });
    const again = await retry(take.id);
    expect(again).toMatchObject({ state: 'done', text: words, source: 'server', fileName: 'memo.ogg' });
    expect(again.timings.sentBytes).toBeGreaterThan(1000);
  });

  it('is kept although it is too long to be sent whole at first', async () => {
    const long: AudioFiles = { ...nothingInstalled, durationMs: async () => 400_000 };
    const take = await failed(oggFile(), long);
    expect(take).toMatchObject({ state: 'failed', audio: 'kept', error: { code: 'converter_missing' } });
    expect(standin.transcriptions()).toEqual([]);
    expect(await retry(take.id)).toMatchObject({ state: 'done', text: words });
  });

  it('goes up as it is where the only decoder, sox, knows no such file', async () => {
    const tools = join(rig.folder, 'sox only');
    mkdirSync(tools);
    symlinkSync('/usr/bin/sox', join(tools, 'sox'));
    const files = openAudioFiles({ env: { PATH: tools }, platform: 'linux' });
    const path = join(rig.folder, 'memo.webm');
    execFileSync('ffmpeg', ['-v', 'error', '-i', oggFile(), '-c', 'copy', path]);
    const ports = { ...rig.ports, takes: rig.store, client: () => rig.client, files };
    const { signal } = new AbortController();
    const take = await transcribeFileIntoHistory(ports, path, { source: 'file', practice: false, signal });
    expect(take).toMatchObject({ state: 'done', text: words, audio: 'kept' });
    expect(standin.transcriptions().at(-1)?.audio).toMatchObject({ container: 'webm' });
  });
});

describe('a file that only the client can open', () => {
  const installed = openAudioFiles({ env: process.env, platform: 'linux' });
  const { signal } = new AbortController();

  it('is SILK, which ffmpeg knows nothing of: it becomes a take through its own decoder', async () => {
    const path = join(rig.folder, 'voice.silk');
    const wav = writeWav({ sampleRate: 16_000, samples: speak(words) });
    writeFileSync(path, Buffer.concat([Buffer.from('#!SILK_V3'), wav]));
    // Stands for rust-silk: drops the signature. `decode -i INPUT -o OUTPUT …`
    const decoder = join(rig.folder, 'rust-silk');
    writeFileSync(decoder, '#!/bin/sh\ntail -c +10 "$3" > "$5"\n');
    chmodSync(decoder, 0o755);
    const { folder } = rig;
    const credentials = stack.use(
      openCredentials({
        fetch: undiciFetch,
        home: folder,
        authFile: join(folder, 'auth.json'),
        issuer: standin.issuer,
      }),
    );
    const client = stack.use(
      openCodexClient({
        credentials,
        upstream: standin.upstream,
        openaiBase: standin.openaiBase,
        identity: { originator: 'sotto', userAgent: 'Sotto/test' },
        audioPrograms: { silk: { decoder } },
      }),
    );
    const ports = { ...rig.ports, takes: rig.store, client: () => client, files: installed };
    const take = await transcribeFileIntoHistory(ports, path, { source: 'cli', practice: false, signal });
    expect(take).toMatchObject({ state: 'done', text: words, audio: 'kept', fileName: 'voice.silk' });
  });

  it('is raw PCM, whose rate stands in its declared type', async () => {
    const path = join(rig.folder, 'samples.pcm');
    writeFileSync(path, bytesOf(speak(words)));
    const ports = { ...rig.ports, takes: rig.store, client: () => rig.client, files: installed };
    const contentType = 'audio/pcm; rate=16000';
    const take = await transcribeFileIntoHistory(ports, path, { source: 'cli', practice: false, contentType, signal });
    expect(take).toMatchObject({ state: 'done', text: words, audio: 'kept' });
    expect(await retry(take.id)).toMatchObject({ state: 'done', text: words });
  });
});

it('a long file has its prompt told with every part, into History and without it', async () => {
  const newLogin = (): object => ({ OPENAI_API_KEY: standin.book.newOpaqueBearer('sk-'), auth_mode: 'apikey' });
  const { issuer, upstream, openaiBase } = standin;
  const service = { issuer, upstream, openaiBase, newLogin: newLogin as Standin['newLogin'] };
  await using byKey = await openRig({ recorder: new FedRecorder({ speed: 0 }), standin: service });
  const path = join(byKey.folder, 'talk.wav');
  writeFileSync(path, writeWav({ sampleRate: 16_000, samples: speak(words) }));
  const files: AudioFiles = {
    ...openAudioFiles({ env: process.env, platform: 'linux' }),
    durationMs: async () => 400_000,
  };
  const ports = { ...byKey.ports, takes: byKey.store, client: () => byKey.client, files };
  const options = { prompt: 'Names: Sotto', signal: new AbortController().signal };
  await transcribeFile(ports, path, options);
  await transcribeFileIntoHistory(ports, path, { ...options, source: 'cli', practice: false });
  expect(standin.transcriptions().map(({ audio }) => audio?.fields.prompt)).toEqual(['Names: Sotto', 'Names: Sotto']);
});

describe('a studio recording that is short and large', () => {
  const phrases = Array.from({ length: 6 }, (_, index) => `phrase ${index} of a studio recording`);
  const said = phrases.join(' ');
  const studioFile = (): string => {
    const sampleRate = 96_000;
    const spoken = wordsWithPauses(
      phrases.map((text) => ({ text, pauseMs: 1500 })),
      { sampleRate },
    );
    const samples = new Int16Array(wholeUpToBytes / 2 + sampleRate); // a second more than would go up whole
    samples.set(spoken);
    const path = join(rig.folder, 'studio.wav');
    writeFileSync(path, writeWav({ sampleRate, samples }));
    return path;
  };
  const ports = (files: AudioFiles) => ({ ...rig.ports, takes: rig.store, client: () => rig.client, files });
  const installed = openAudioFiles({ env: process.env, platform: 'linux' });

  it('is sent in small parts, into History and without it', async () => {
    const path = studioFile();
    const { signal } = new AbortController();
    const take = await transcribeFileIntoHistory(ports(installed), path, { source: 'file', practice: false, signal });
    expect(take).toMatchObject({ state: 'done', text: said });
    expect(await transcribeFile(ports(installed), path, { signal })).toMatchObject({ text: said });
    expect(standin.transcriptions().every(({ audio }) => audio?.container === 'ogg')).toBe(true);
  });

  it('goes up as it is where nothing can decode it: the service has the last word', async () => {
    const { signal } = new AbortController();
    const blind: AudioFiles = {
      ...installed,
      // biome-ignore lint/correctness/useYield: as a decoder that is not there
      decode: async function* () {
        throw new AppError('converter_missing', 'Nothing here can decode it.');
      },
    };
    expect(await transcribeFile(ports(blind), studioFile(), { signal })).toMatchObject({ text: said });
    expect(standin.transcriptions()).toHaveLength(1);
  });
});

it('a request whose time was over failed: nobody took its take back, and it waits to be sent again', async () => {
  standin.script('transcribe', { kind: 'hang', ms: 60_000 });
  const budget = new AbortController();
  const ports = { ...rig.ports, takes: rig.store, client: () => rig.client, files: nothingInstalled };
  const sent = transcribeFileIntoHistory(ports, oggFile(), {
    source: 'server',
    practice: false,
    signal: budget.signal,
    progress: (state) => {
      if (state === 'waiting') budget.abort(new AppError('upstream_timeout', 'The service did not answer.'));
    },
  });
  await expect(sent).rejects.toThrow();
  const take = rig.store.list({ limit: 1 }).takes[0] ?? expect.unreachable();
  expect(take).toMatchObject({ state: 'failed', audio: 'kept', error: { code: 'upstream_timeout' } });
  expect(rig.store.queued()).toMatchObject([{ id: take.id }]);
});

describe('a file that must be converted and tells no length', () => {
  const phrases = Array.from({ length: 6 }, (_, index) => `phrase ${index} that a voice recorder has kept`);
  const said = phrases.join(' ');
  const recorded = (): string => {
    const path = join(rig.folder, 'recorder.aac');
    const wav = writeWav({
      sampleRate: 16_000,
      samples: wordsWithPauses(phrases.map((text) => ({ text, pauseMs: 1500 }))),
    });
    const form = ['-ar', '24000', '-c:a', 'aac', '-b:a', '96k', '-f', 'adts', path];
    execFileSync('ffmpeg', ['-v', 'error', '-i', 'pipe:0', ...form], { input: wav });
    return path;
  };
  const ports = (files: AudioFiles) => ({ ...rig.ports, takes: rig.store, client: () => rig.client, files });
  const installed = openAudioFiles({ env: process.env, platform: 'linux' });
  const { signal } = new AbortController();

  it('is sent in parts, since it may last for hours: into History, without it, and from the server', async () => {
    const path = recorded();
    const bytes = readFileSync(path);
    expect(await installed.durationMs(path)).toBeNull();
    const take = await transcribeFileIntoHistory(ports(installed), path, { source: 'file', practice: false, signal });
    expect(take).toMatchObject({ state: 'done', text: said });
    expect(await transcribeFile(ports(installed), path, { signal })).toMatchObject({ text: said });
    const held = { kind: 'parts', parts: [bytes.subarray(0, 3), bytes.subarray(3)], asFile: async () => path } as const;
    const answer = await fileTranscription(() => ports(installed)).transcribe(held, { signal });
    expect(answer).toMatchObject({ text: said });
    const sent = standin.transcriptions().map(({ audio }) => audio?.container);
    expect(sent.length).toBeGreaterThan(3);
    expect(new Set(sent)).toEqual(new Set(['ogg']));
  });

  it('is left to the client where it can\u2019t be decoded here', async () => {
    expect(await transcribeFile(ports(nothingInstalled), recorded(), { signal })).toMatchObject({ text: said });
    expect(standin.transcriptions().map(({ audio }) => audio?.container)).toEqual(['flac']);
  });
});

describe('a file in work when Sotto ends', () => {
  const opened = (files: AudioFiles): FileJobs => {
    const ports = { ...rig.ports, takes: rig.store, client: () => rig.client, files };
    return new FileJobs({
      transcribe: async (path, on) => {
        const take = await transcribeFileIntoHistory(ports, path, { source: 'file', practice: false, ...on });
        return { takeId: take.id, empty: take.state === 'empty' };
      },
      onChange: () => undefined,
    });
  };
  const newest = (): Take => rig.store.list({ limit: 1 }).takes[0] ?? expect.unreachable();

  it('was not taken back: it waits for the next start', async () => {
    const path = join(rig.folder, 'memo.wav');
    const samples = speak(words, { leadMs: 100, tailMs: 100 });
    writeFileSync(path, writeWav({ sampleRate: 16_000, samples }));
    // Short enough for the new try: it meets the pause where the first request ended before the service had it whole.
    standin.script('transcribe', { kind: 'hang', ms: 8_000 });
    const jobs = opened(nothingInstalled);
    await jobs.add([path]);
    await expect.poll(() => jobs.list[0]?.state).toBe('waiting');
    await jobs[Symbol.asyncDispose]();
    const { id, state } = newest();
    expect(state).toBe('recorded');
    expect(rig.store.queued()).toMatchObject([{ id }]);
    expect(await retry(id)).toMatchObject({ state: 'done', text: words });
  });

  it('that was read in part only is not sent as if it were the whole', async () => {
    const reading = Promise.withResolvers<void>();
    const jobs = opened({
      durationMs: async () => 400_000,
      decode: async function* (_path, signal) {
        yield Buffer.from(bytesOf(speak(words)));
        reading.resolve();
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        signal.throwIfAborted();
      },
    });
    await jobs.add([oggFile()]);
    await reading.promise;
    await jobs[Symbol.asyncDispose]();
    expect(newest()).toMatchObject({
      state: 'failed',
      error: { code: 'audio_unreadable', hint: 'Add the file again.' },
    });
    expect(rig.store.queued()).toEqual([]);
  });
});
