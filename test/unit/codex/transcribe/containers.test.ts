import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, createReadStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Container, sniffContainer } from '../../../../src-main/codex/index.ts';
import { type ClientWithStandin, clientWithStandin, failureOf } from '../client-with-standin.ts';
import { makeAmr, makeAudio, type Recipe, spoken } from './audio-files.ts';
import { encodeSpeech, silentWav, speechRateHz } from './speech.ts';

let place: ClientWithStandin;
beforeAll(async () => {
  place = await clientWithStandin();
});
afterAll(async () => {
  await place[Symbol.asyncDispose]();
});

const lastUpload = () => {
  const audio = place.standin.transcriptions().at(-1)?.audio;
  if (audio === undefined) throw new Error('nothing was uploaded');
  return audio;
};
const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

const accepted: readonly (readonly [Recipe, Container, extension: string, contentType: string])[] = [
  ['wav', 'wav', 'wav', 'audio/wav'],
  ['wav-extensible', 'wav', 'wav', 'audio/wav'],
  ['mp3', 'mp3', 'mp3', 'audio/mpeg'],
  ['mp3-bare', 'mp3', 'mp3', 'audio/mpeg'],
  ['flac', 'flac', 'flac', 'audio/flac'],
  ['ogg-opus', 'ogg', 'ogg', 'audio/ogg'],
  ['ogg-vorbis', 'ogg', 'ogg', 'audio/ogg'],
  ['webm', 'webm', 'webm', 'audio/webm'],
  ['m4a', 'mp4', 'm4a', 'audio/mp4'],
  ['mp4', 'mp4', 'm4a', 'audio/mp4'],
  ['mp4-faststart', 'mp4', 'm4a', 'audio/mp4'],
];

describe.each(accepted)('%s', (recipe, container, extension, contentType) => {
  it('is told by its bytes and goes up unchanged under a wrong name, without an extension and with a wrong type', async () => {
    const made = makeAudio(place.folder, recipe);
    expect(sniffContainer(readFileSync(made))).toBe(container);
    const wrong = join(place.folder, 'voice note.aac');
    const bare = join(place.folder, 'voice');
    for (const copy of [wrong, bare]) copyFileSync(made, copy);
    const repaired: [string, { fileName?: string; contentType?: string }, string][] = [
      [wrong, {}, `voice note.${extension}`],
      [bare, {}, `voice.${extension}`],
      [bare, { fileName: 'Gr\u00fc\u00dfe.txt', contentType: 'text/plain' }, `Gr\u00fc\u00dfe.txt.${extension}`],
      [bare, { fileName: '../../etc/x.wav', contentType: 'audio/silk' }, `x.${extension}`],
    ];
    for (const [path, options, fileName] of repaired) {
      const { text } = await place.client.transcribe({ kind: 'file', path }, options);
      expect(text).toBe(spoken);
      expect(lastUpload()).toMatchObject({ fileName, contentType, sha256: sha256(made) });
    }
    expect(place.leftovers()).toEqual([]);
  });

  it('tells its length where its header does', async () => {
    const made = makeAudio(place.folder, recipe);
    const { durationMs } = await place.client.transcribe({ kind: 'file', path: made });
    const probed = execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', made]);
    expect(durationMs).toBeGreaterThan(Number(probed) * 1000 - 80);
    expect(durationMs).toBeLessThan(Number(probed) * 1000 + 80);
  });
});

it('an MP3 whose writer was ended before it could say how long it became goes up, its length unknown', async () => {
  const bytes = readFileSync(makeAudio(place.folder, 'mp3'));
  const at = Math.max(bytes.indexOf('Xing'), bytes.indexOf('Info'));
  expect(bytes.readUInt32BE(at + 8)).toBeGreaterThan(0);
  bytes.writeUInt32BE(0, at + 8);
  const { text, durationMs } = await place.client.transcribe({ kind: 'bytes', bytes });
  expect(text).toBe(spoken);
  expect(durationMs).toBeUndefined();
});

const converted: readonly (readonly [Recipe, Container])[] = [
  ['adts', 'aac-adts'],
  ['aiff', 'aiff'],
  ['caf', 'caf'],
  ['au', 'au'],
  ['w64', 'w64'],
  ['rf64', 'rf64'],
  ['wma', 'asf'],
  ['mov', 'quicktime'],
  ['mkv', 'matroska'],
  ['avi', 'avi'],
  ['flv', 'flv'],
  ['ts', 'mpeg-ts'],
  ['mpg', 'mpeg-ps'],
  ['speex', 'ogg-speex'],
];

describe.each(converted)('%s, which the service refuses,', (recipe, container) => {
  it('is converted by ffmpeg and arrives as FLAC, from a file, from bytes and from a stream', async () => {
    const made = makeAudio(place.folder, recipe);
    const bytes = readFileSync(made);
    expect(sniffContainer(bytes)).toBe(container);
    const sources = [
      { kind: 'file', path: made },
      { kind: 'bytes', bytes },
      {
        kind: 'parts',
        parts: [bytes.subarray(0, 3), bytes.subarray(3, 3), bytes.subarray(3, 20_000), bytes.subarray(20_000)],
      },
      { kind: 'stream', stream: createReadStream(made) },
    ] as const;
    for (const source of sources) {
      const { text } = await place.client.transcribe(source, { fileName: 'note.mp3' });
      // Some codecs blur the tones; that it arrived, under the right name, is what counts here.
      if (recipe !== 'speex') expect(text).toBe(spoken);
      expect(lastUpload()).toMatchObject({ container: 'flac', fileName: 'note.flac', contentType: 'audio/flac' });
    }
    expect(place.leftovers()).toEqual([]);
  });

  it('is refused with what would help when there is no converter', async () => {
    const made = makeAudio(place.folder, recipe);
    await using bare = await clientWithStandin({ audioPrograms: { converters: [] } });
    const failure = await failureOf(bare.client.transcribe({ kind: 'file', path: made }));
    expect(failure.code).toBe('converter_missing');
    expect(failure.message).toMatch(/ffmpeg.*WAV, MP3, M4A \(MP4\), FLAC, Ogg or WebM/);
    expect(bare.standin.requests).toEqual([]);
    expect(bare.leftovers()).toEqual([]);
  });
});

describe('other converters', () => {
  it('sox steps in where ffmpeg is missing', async () => {
    await using other = await clientWithStandin({ audioPrograms: { converters: ['sox'] } });
    for (const recipe of ['aiff', 'caf', 'au', 'w64'] as const) {
      const { text } = await other.client.transcribe({ kind: 'file', path: makeAudio(other.folder, recipe) });
      expect(text).toBe(spoken);
      expect(other.standin.transcriptions().at(-1)?.audio?.container).toBe('wav');
    }
    expect(other.leftovers()).toEqual([]);
  });

  it('a missing ffmpeg on the PATH falls through to sox', async () => {
    const bin = join(place.folder, 'bin');
    mkdirSync(bin, { recursive: true });
    const sox = execFileSync('which', ['sox'], { encoding: 'utf8' }).trim();
    writeFileSync(join(bin, 'sox'), `#!/bin/sh\nexec ${sox} "$@"\n`, { mode: 0o755 });
    await using other = await clientWithStandin({ audioPrograms: { env: { PATH: bin } } });
    const { text } = await other.client.transcribe({ kind: 'file', path: makeAudio(other.folder, 'aiff') });
    expect(text).toBe(spoken);
  });

  it('AMR voice notes are converted', async () => {
    const made = makeAmr(place.folder);
    expect(sniffContainer(readFileSync(made))).toBe('amr');
    await place.client.transcribe({ kind: 'file', path: made });
    expect(lastUpload()).toMatchObject({ container: 'flac', fileName: 'note.flac' });
  });

  it('a damaged file that only looks like AIFF is called unreadable and leaves nothing behind', async () => {
    const path = join(place.folder, 'broken.aiff');
    writeFileSync(path, Buffer.concat([Buffer.from('FORM\0\0\0\x20AIFF'), Buffer.alloc(40, 7)]));
    const failure = await failureOf(place.client.transcribe({ kind: 'file', path }));
    expect(failure.code).toBe('audio_unreadable');
    expect(failure.message).not.toContain(place.folder);
    expect(place.leftovers()).toEqual([]);
  });

  it('stops the converter when the caller gives up', async () => {
    const bin = join(place.folder, 'slow-bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'ffmpeg'), '#!/bin/sh\nexec /bin/sleep 60\n', { mode: 0o755 });
    await using other = await clientWithStandin({ audioPrograms: { env: { PATH: bin } } });
    const abort = new AbortController();
    const made = makeAudio(other.folder, 'aiff');
    const work = failureOf(other.client.transcribe({ kind: 'file', path: made }, { signal: abort.signal }));
    setTimeout(() => abort.abort(), 100);
    expect((await work).code).toBe('cancelled');
    expect(other.leftovers()).toEqual([]);
  });
});

describe('raw PCM', () => {
  it('with a declared rate becomes a WAV, little and big endian, from any source', async () => {
    const made = makeAudio(place.folder, 'pcm');
    const little = readFileSync(made);
    const big = Buffer.from(little).swap16();
    const type = (kind: string) => ({ contentType: `${kind}; rate=${speechRateHz}; channels=1`, fileName: 'take.pcm' });
    const inOddPieces = async function* (bytes: Buffer) {
      for (let at = 0; at < bytes.length; at += 333) yield bytes.subarray(at, at + 333);
    };
    const sources = [
      [{ kind: 'file', path: made }, 'audio/pcm'],
      [{ kind: 'bytes', bytes: big }, 'audio/L16'],
      [{ kind: 'stream', stream: inOddPieces(big), lengthBytes: big.length }, 'audio/L16'],
    ] as const;
    for (const [source, kind] of sources) {
      expect((await place.client.transcribe(source, type(kind))).text).toBe(spoken);
      expect(lastUpload()).toMatchObject({ container: 'wav', fileName: 'take.wav', contentType: 'audio/wav' });
    }
  });

  it('without a rate is refused, saying how to declare it', async () => {
    const bytes = readFileSync(makeAudio(place.folder, 'pcm'));
    const failure = await failureOf(place.client.transcribe({ kind: 'bytes', bytes }, { fileName: 'take.pcm' }));
    expect(failure).toMatchObject({
      code: 'audio_unsupported',
      message: expect.stringMatching(/audio\/pcm; rate=16000/),
    });
  });
});

describe('SILK', () => {
  const silkFile = (name: string, start: string) => {
    const path = join(place.folder, name);
    writeFileSync(path, Buffer.concat([Buffer.from(start, 'latin1'), encodeSpeech(spoken)]));
    return path;
  };
  /** Stands for rust-silk: drops the signature, notes how it was called. */
  const fakeDecoder = (folder: string, name = 'rust-silk', drop = 9) => {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, name);
    writeFileSync(
      `${path}.cjs`,
      "const { readFileSync, writeFileSync } = require('node:fs');\nconst a = process.argv.slice(2);\n" +
        `writeFileSync(${JSON.stringify(join(folder, 'called'))}, a.join(' '));\n` +
        `writeFileSync(a[a.indexOf('-o') + 1], readFileSync(a[a.indexOf('-i') + 1]).subarray(${drop}));\n`,
    );
    // Node by way of a shell: a first line of a script can't name a program whose path has a space.
    writeFileSync(path, `#!/bin/sh\nexec "${process.execPath}" "${path}.cjs" "$@"\n`);
    chmodSync(path, 0o755);
    return path;
  };

  it('of both kinds goes through the decoder that was named, with the usual arguments', async () => {
    for (const [name, start, drop] of [
      ['voice.silk', '#!SILK_V3', 9],
      ['voice.slk', '\x02#!SILK_V3', 10],
    ] as const) {
      const folder = join(place.folder, `named-${drop}`);
      const decoder = fakeDecoder(folder, 'my-silk', drop);
      await using other = await clientWithStandin({ audioPrograms: { silk: { decoder, sampleRateHz: 16_000 } } });
      const path = silkFile(name, start);
      expect((await other.client.transcribe({ kind: 'file', path })).text).toBe(spoken);
      expect(readFileSync(join(folder, 'called'), 'utf8')).toMatch(
        /^decode -i \S+ -o \S+ --sample-rate 16000 --quiet$/,
      );
      expect(other.standin.transcriptions().at(-1)?.audio).toMatchObject({ container: 'wav', fileName: 'voice.wav' });
      expect(other.leftovers()).toEqual([]);
    }
  });

  it('looks on the PATH, then at the release and debug builds in the home folder, and takes 24 kHz', async () => {
    const home = join(place.folder, 'home');
    const release = join(home, 'rust-silk', 'target', 'release');
    const debug = join(home, 'rust-silk', 'target', 'debug');
    const bytes = readFileSync(silkFile('a.silk', '#!SILK_V3'));
    for (const folder of [debug, release, join(home, 'bin')]) {
      fakeDecoder(folder);
      const env = { PATH: join(home, 'bin') };
      await using other = await clientWithStandin({ audioPrograms: { env, home } });
      expect((await other.client.transcribe({ kind: 'bytes', bytes })).text).toBe(spoken);
      expect(readFileSync(join(folder, 'called'), 'utf8')).toContain('--sample-rate 24000');
      expect(other.standin.transcriptions().at(-1)?.audio?.fileName).toBe('voice.wav');
    }
  });

  it('goes up as it is when that is wished', async () => {
    await using other = await clientWithStandin({ audioPrograms: { silk: { decode: false } } });
    const path = silkFile('c.slk', '#!SILK_V3');
    const failure = await failureOf(other.client.transcribe({ kind: 'file', path }));
    expect(failure).toMatchObject({ code: 'upstream_error' }); // the service takes none; that is its own to say
    const sent = other.standin.requests.find(({ path: route }) => route.endsWith('/transcribe'));
    expect(sent?.audio).toMatchObject({ fileName: 'c.slk', contentType: 'audio/silk' });
  });

  it.each([
    [{ decoder: '/nowhere/rust-silk' }, 'silk_decoder_missing', /that was named is not there/],
    [{ decoderFromEnv: '/nowhere/rust-silk' }, 'silk_decoder_missing', /that was named is not there/],
    [{}, 'silk_decoder_missing', /install it or name it/],
    [{ decoder: '/bin/false' }, 'silk_failed', /ended with 1/],
    [{ decoder: '/bin/true' }, 'silk_failed', /wrote no sound/],
    [{ sampleRateHz: 1 }, 'settings_invalid', /sample rate/],
  ] as const)('%j fails with %s', async (silk, code, message) => {
    await using other = await clientWithStandin({ audioPrograms: { env: { PATH: '/nowhere' }, silk } });
    const failure = await failureOf(other.client.transcribe({ kind: 'file', path: silkFile('b.silk', '#!SILK_V3') }));
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(other.standin.requests).toEqual([]);
    expect(other.leftovers()).toEqual([]);
  });
});

describe('what is refused before anything is sent', () => {
  const wavHead = (bytes: Uint8Array) => bytes.subarray(0, 44);
  it.each([
    ['an empty file', new Uint8Array(0), 'audio_empty', /is empty/],
    ['a WAV without samples', wavHead(silentWav(0)), 'audio_empty', /holds no sound/],
    ['50 ms of sound', silentWav(50), 'audio_too_short', /50 ms long/],
    ['text', Buffer.from('{"just": "words"}'), 'audio_unsupported', /no audio that is known here/],
    ['a page', Buffer.from('<!doctype html><html></html>'), 'audio_unsupported', /use WAV, MP3/],
    ['a picture', Buffer.from('\x89PNG\r\n\x1a\n0000', 'latin1'), 'audio_unsupported', /use WAV, MP3/],
    ['a HEIC picture', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1'), 'audio_unsupported', /use WAV, MP3/],
  ])('%s', async (_name, bytes, code, message) => {
    const before = place.standin.requests.length;
    const failure = await failureOf(place.client.transcribe({ kind: 'bytes', bytes }, { fileName: 'x.wav' }));
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(failure.message).toContain('x.wav');
    expect(place.standin.requests.length).toBe(before);
  });

  it('a file that is not there, and a folder', async () => {
    const missing = await failureOf(place.client.transcribe({ kind: 'file', path: join(place.folder, 'gone.wav') }));
    expect(missing).toMatchObject({
      code: 'audio_unreadable',
      message: expect.stringMatching(/^gone\.wav was not found/),
    });
    const folder = await failureOf(place.client.transcribe({ kind: 'file', path: place.folder }));
    expect(folder).toMatchObject({ code: 'audio_unreadable', message: expect.stringMatching(/is a folder/) });
  });

  it('silence is not refused: its text is empty', async () => {
    expect((await place.client.transcribe({ kind: 'bytes', bytes: silentWav(1000) })).text).toBe('');
  });
});
