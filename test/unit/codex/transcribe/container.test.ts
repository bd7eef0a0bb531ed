import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sniffContainer } from '../../../../src-main/codex/transcribe/container.ts';
import { findMpegFrames, mpegFrameAt } from '../../../../src-main/codex/transcribe/mpeg-frames.ts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Two frames of MPEG-1 Layer III, 128 kbit/s, 44.1 kHz: 417 bytes each. */
function mp3Frames(count: number): Buffer {
  const frame = Buffer.alloc(417);
  frame.set([0xff, 0xfb, 0x90, 0x00]);
  return Buffer.concat(Array.from({ length: count }, () => frame));
}

function adtsFrames(count: number, length = 200): Buffer {
  const frame = Buffer.alloc(length);
  frame.set([0xff, 0xf1, 0x50, 0x80 | (length >> 11), (length >> 3) & 255, ((length & 7) << 5) | 0x1f, 0xfc]);
  return Buffer.concat(Array.from({ length: count }, () => frame));
}

function id3(length: number): Buffer {
  const size = [length >> 21, length >> 14, length >> 7, length].map((part) => part & 127);
  return Buffer.concat([latin1('ID3\x04\0\0'), Buffer.from(size), Buffer.alloc(length)]);
}

describe('sniffing a container', () => {
  it('never takes ADTS for MP3 nor MP3 for ADTS', () => {
    expect(sniffContainer(mp3Frames(3))).toBe('mp3');
    expect(sniffContainer(adtsFrames(3))).toBe('aac-adts');
    for (const second of [0xf1, 0xf9, 0xf0, 0xf8]) {
      const frames = adtsFrames(3);
      for (const at of [0, 200, 400]) frames[at + 1] = second;
      expect(sniffContainer(frames)).toBe('aac-adts');
    }
  });

  it('looks behind an ID3 tag', () => {
    expect(sniffContainer(Buffer.concat([id3(300), mp3Frames(3)]))).toBe('mp3');
    expect(sniffContainer(Buffer.concat([id3(300), adtsFrames(3)]))).toBe('aac-adts');
    expect(sniffContainer(Buffer.concat([id3(300), latin1('fLaC')]))).toBe('flac');
    expect(sniffContainer(id3(100_000).subarray(0, 16_384))).toBe('mp3');
  });

  it('finds MP3 frames behind rubbish', () => {
    expect(sniffContainer(Buffer.concat([Buffer.alloc(777, 0xff), mp3Frames(3)]))).toBe('mp3');
  });

  it.each([
    ['\xff\xfeh\0e\0l\0l\0o\0', 'unknown'],
    ['RIFF\0\0\0\0WEBPVP8 ', 'unknown'],
    ['RIFF\0\0\0\0AVI LIST', 'avi'],
    ['RF64\xff\xff\xff\xffWAVEds64', 'rf64'],
    ['\0\0\0\x14ftyp3gp4', '3gp'],
    ['\0\0\0\x14ftypqt  ', 'quicktime'],
    ['\0\0\x10\0moov\0\0\0\x6cmvhd', 'quicktime'],
    ['\0\0\0\x1cftypM4A \0\0\0\0', 'mp4'],
    ['\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm', 'webm'],
    ['#!AMR-WB\n', 'amr-wb'],
    ['\x02#!SILK_V3', 'silk-tencent'],
    ['#!SILK_V3', 'silk'],
    ['%PDF-1.7', 'unknown'],
    ['', 'unknown'],
  ])('%j is %s', (start, kind) => {
    expect(sniffContainer(latin1(start))).toBe(kind);
  });

  it('takes any bytes without failing, and calls random ones unknown', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        expect(typeof sniffContainer(bytes)).toBe('string');
      }),
      { numRuns: 2000 },
    );
  });

  it('reads the length of every valid frame so that the next one is found', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 2000 }), fc.integer({ min: 0, max: 300 }), (length, before) => {
        const bytes = Buffer.concat([Buffer.alloc(before), adtsFrames(3, length)]);
        expect(findMpegFrames(bytes)).toMatchObject({ at: before, frame: { kind: 'aac-adts', lengthBytes: length } });
      }),
    );
    expect(mpegFrameAt(mp3Frames(1), 0)).toEqual({
      kind: 'mp3',
      lengthBytes: 417,
      sampleRateHz: 44_100,
      samples: 1152,
    });
  });
});
