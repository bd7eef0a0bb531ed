import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AudioFiles as AudioFilesPort } from '../../../src-main/app/transcribe-file.ts';
import { durationOf } from '../../../src-main/audio/duration/audio-duration.ts';
import { bytesSource } from '../../../src-main/audio/duration/byte-source.ts';
import { openAudioFiles } from '../../../src-main/audio/files/audio-files.ts';
import { Resampler } from '../../../src-main/audio/files/resampler.ts';
import { bytesOf, levelDbfs } from '../../../src-main/audio/pcm.ts';
import { wavFile, wavLayout } from '../../../src-main/audio/wav.ts';
import { hear } from '../../standin/fsk-decode.ts';
import { speak } from '../../standin/fsk-encode.ts';
import { offsetOf } from './decode.ts';
import { programFolder } from './sound.ts';

const words = 'some words in a file of every kind';
const said = speak(words, { leadMs: 250, tailMs: 250 });
const saidMs = said.length / 16;
const never = new AbortController().signal;
const everywhere = { env: process.env, platform: process.platform };

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sotto-files-'));
  await writeFile(join(dir, 'a.wav'), wavFile(bytesOf(said), 16000));
});
afterAll(() => rm(dir, { recursive: true }));

/** a.wav in another form, by ffmpeg. */
function converted(name: string, ...args: string[]): string {
  const path = join(dir, name);
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', join(dir, 'a.wav'), ...args, path]);
  return path;
}

async function decodedBy(files: AudioFilesPort, path: string, signal = never): Promise<Int16Array> {
  const blocks: Buffer[] = [];
  for await (const block of files.decode(path, signal)) {
    expect(block.length % 2).toBe(0);
    blocks.push(Buffer.from(block));
  }
  const pcm = Uint8Array.from(Buffer.concat(blocks));
  return new Int16Array(pcm.buffer);
}

const forms: readonly (readonly [string, readonly string[], number])[] = [
  ['8-bit.wav', ['-c:a', 'pcm_u8'], 1],
  ['24-bit stereo 44.1 kHz.wav', ['-c:a', 'pcm_s24le', '-ac', '2', '-ar', '44100'], 1],
  ['float 48 kHz.wav', ['-c:a', 'pcm_f32le', '-ar', '48000'], 1],
  ['flac.flac', ['-ar', '44100'], 1],
  ['opus.ogg', ['-c:a', 'libopus', '-b:a', '32k'], 1],
  ['vorbis.ogg', ['-c:a', 'libvorbis', '-ar', '44100'], 30],
  ['constant.mp3', ['-b:a', '64k', '-ar', '44100'], 80],
  ['variable.mp3', ['-q:a', '5', '-ar', '44100'], 80],
  ['no header.mp3', ['-q:a', '5', '-write_xing', '0', '-id3v2_version', '0', '-ar', '22050'], 120],
  ['aac.m4a', ['-ar', '44100'], 60],
  ['moov at the end.mp4', ['-ar', '44100', '-movflags', '-faststart'], 60],
  ['fast start.mp4', ['-ar', '44100', '-movflags', '+faststart'], 60],
  ['opus.webm', ['-c:a', 'libopus'], 30],
  ['live.webm', ['-c:a', 'libopus', '-live', '1', '-f', 'webm'], 60],
];

/** Of all sizes from 1 byte on. */
function inPieces(bytes: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 3) % 1009)
    pieces.push(bytes.subarray(at, at + size));
  return pieces;
}

describe('an audio file', () => {
  it.each(forms)('%s tells its length and is decoded', async (name, args, within) => {
    const files = openAudioFiles(everywhere);
    const path = converted(name, ...args);
    const ms = await files.durationMs(path);
    expect(ms).not.toBeNull();
    expect(Math.abs((ms ?? 0) - saidMs)).toBeLessThanOrEqual(within);
    expect(await files.durationMs(inPieces(await readFile(path)))).toBe(ms);
    const samples = await decodedBy(files, path);
    expect(Math.abs(samples.length / 16 - saidMs)).toBeLessThanOrEqual(120);
    expect(hear(samples, 16000).text).toBe(words);
  });

  it('is known by its bytes, not by its name', async () => {
    const path = join(dir, 'really-flac.mp3');
    await writeFile(path, await readFile(converted('x.flac')));
    expect(await openAudioFiles(everywhere).durationMs(path)).toBeCloseTo(saidMs, 0);
  });

  it('that is a WAV from a pipe has the length of what is there', async () => {
    const file = wavFile(bytesOf(said), 16000);
    file.writeUInt32LE(0x7ffff000, 40);
    expect(await durationOf(bytesSource(file))).toBeCloseTo(saidMs, 6);
    const path = join(dir, 'pipe.wav');
    await writeFile(path, file);
    expect(await decodedBy(openAudioFiles(everywhere), path)).toEqual(said);
  });

  it('that is a WAV needs no program, at any rate and sample format', async () => {
    const nothing = openAudioFiles({ env: { PATH: '/nowhere' }, platform: process.platform });
    for (const [name, args] of forms.slice(0, 3)) {
      const samples = await decodedBy(nothing, converted(name, ...args));
      expect(hear(samples, 16000).text).toBe(words);
    }
    await expect(decodedBy(nothing, converted('needs.mp3'))).rejects.toMatchObject({ code: 'converter_missing' });
  });

  it('is decoded by sox where ffmpeg is missing, which follows no playlist either', async () => {
    const tools = join(dir, 'sox only');
    await mkdir(tools);
    await symlink('/usr/bin/sox', join(tools, 'sox'));
    const files = openAudioFiles({ env: { PATH: tools }, platform: process.platform });
    const samples = await decodedBy(files, converted('by-sox.flac'));
    expect(hear(samples, 16000).text).toBe(words);
    for (const [name, text] of [
      ['list.M3U', 'by-sox.flac\n'],
      ['list.pls', '[playlist]\nFile1=by-sox.flac\nNumberOfEntries=1\n'],
    ] as const) {
      await writeFile(join(dir, name), text);
      await expect(decodedBy(files, join(dir, name))).rejects.toMatchObject({ code: 'audio_unreadable' });
    }
    // What sox has no reader for is not damaged.
    for (const name of ['voice.m4a', 'voice.webm']) {
      const decoding = decodedBy(files, converted(name));
      await expect(decoding).rejects.toMatchObject({
        code: 'converter_missing',
        hint: expect.stringMatching(/ffmpeg/),
      });
    }
  });

  it('without sound, damaged, or missing says so', async () => {
    const files = openAudioFiles(everywhere);
    execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'color=size=32x32:duration=1', join(dir, 'mute.mp4')]);
    await expect(decodedBy(files, join(dir, 'mute.mp4'))).rejects.toMatchObject({ code: 'audio_empty' });
    await writeFile(join(dir, 'text.mp3'), 'no audio at all, only words');
    await expect(decodedBy(files, join(dir, 'text.mp3'))).rejects.toMatchObject({ code: 'audio_unreadable' });
    expect(await files.durationMs(join(dir, 'text.mp3'))).toBeNull();
    await expect(decodedBy(files, join(dir, 'none.wav'))).rejects.toMatchObject({ code: 'file_not_found' });
    await expect(files.durationMs(dir)).rejects.toMatchObject({ code: 'file_unreadable' });
  });

  it('stops being decoded when nobody wants it any more', async () => {
    const path = join(dir, 'long.flac');
    execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'sine=duration=600', path]);
    const abort = new AbortController();
    const files = openAudioFiles(everywhere);
    let blocks = 0;
    const reading = (async () => {
      for await (const _block of files.decode(path, abort.signal)) if (++blocks === 3) abort.abort();
    })();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    for await (const _block of files.decode(path, never)) break;
  });

  it('that is a list of other files is not decoded, whatever it is called', async () => {
    const lists = {
      'list.mp3': 'ffconcat version 1.0\nfile a.wav\n',
      'playlist.m4a': '#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\na.wav\n#EXT-X-ENDLIST\n',
    };
    for (const [name, text] of Object.entries(lists)) {
      await writeFile(join(dir, name), text);
      const decoding = decodedBy(openAudioFiles(everywhere), join(dir, name));
      await expect(decoding).rejects.toMatchObject({ code: 'audio_unreadable' });
    }
  });

  it('is decoded by a program that gets no secrets', async () => {
    await using tools = await programFolder({ ffmpeg: 'exec /usr/bin/env' });
    const env = { PATH: tools.path, SOTTO_BEARER: 'secret', Sotto_Server_Key: 'secret', KEPT: 'kept' };
    const samples = await decodedBy(openAudioFiles({ env, platform: process.platform }), converted('secrets.mp3'));
    const seen = Buffer.from(samples.buffer).toString();
    expect(seen).toContain('KEPT=kept');
    expect(seen).not.toContain('secret\n');
  });

  it('with a name like an option or an address is still a file', async () => {
    const path = join(dir, '-i http:..flac');
    await writeFile(path, await readFile(converted('plain.flac')));
    expect(hear(await decodedBy(openAudioFiles(everywhere), path), 16000).text).toBe(words);
  });
});

describe('a duration', () => {
  it('is null or a sane number for any garbage, never an exception', async () => {
    const heads = ['RIFF0000WAVE', 'OggS', 'fLaC', '0000ftyp', '\x1a\x45\xdf\xa3', 'ID3', '\xff\xfb\x90'];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 400 }), async (head, rest) => {
        const ms = await durationOf(bytesSource(Buffer.concat([Buffer.from(head, 'latin1'), rest])));
        expect(ms === null || (Number.isFinite(ms) && ms >= 0)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('survives every damaged byte of real files', async () => {
    const files = await Promise.all(
      ['d.mp3', 'd.m4a', 'd.ogg', 'd.webm', 'd.flac', 'd.wav'].map((name) => readFile(converted(name))),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), fc.nat(600), fc.nat(255), fc.nat(), async (file, at, byte, end) => {
        const damaged = Buffer.from(file.subarray(0, 1 + (end % file.length)));
        if (at < damaged.length) damaged[at] = byte;
        const ms = await durationOf(bytesSource(damaged));
        expect(ms === null || (Number.isFinite(ms) && ms >= 0)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  }, 60_000);

  it('of nothing is null', async () => {
    expect(await durationOf(bytesSource(new Uint8Array(0)))).toBeNull();
    expect(wavLayout(new Uint8Array(3))).toBeNull();
  });
});

describe('the resampler', () => {
  it.each([8000, 11025, 22050, 44100, 48000, 96000])('brings %i Hz to 16 kHz in time and level', (rate) => {
    const wave = (at: number, length: number) =>
      Int16Array.from(
        { length },
        (_, index) => 8000 * Math.sin((2 * Math.PI * 1000 * index) / at) * Math.min(1, index / at),
      );
    const resampler = new Resampler(rate, 16000);
    const input = wave(rate, rate * 2);
    const parts: Int16Array[] = [];
    for (let at = 0; at < input.length; at += 999) parts.push(resampler.push(input.subarray(at, at + 999)));
    parts.push(resampler.flush());
    const output = Int16Array.from(parts.flatMap((part) => [...part]));
    expect(Math.abs(output.length - 32000)).toBeLessThanOrEqual(1);
    const wanted = wave(16000, 32000);
    expect(Math.abs(levelDbfs(output) - levelDbfs(wanted))).toBeLessThan(0.2);
    expect(offsetOf(output, wanted, 7)).toBe(0);
  });

  it('lets nothing through that 16 kHz can not carry', () => {
    const resampler = new Resampler(48000, 16000);
    const whistle = Int16Array.from(
      { length: 48000 },
      (_, index) => 8000 * Math.sin((2 * Math.PI * 11000 * index) / 48000),
    );
    expect(levelDbfs(resampler.push(whistle).subarray(200))).toBeLessThan(-65);
  });
});
