import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { containerFacts } from '../../../../src-main/codex/transcribe/container-facts.ts';
import { requestTimeoutMs } from '../../../../src-main/codex/transcribe/request-timeout.ts';
import { languageCode } from '../../../../src-main/codex/transcribe/transcribe-request.ts';
import { uploadName } from '../../../../src-main/codex/transcribe/upload-name.ts';

describe('the name that goes up', () => {
  it.each([
    ['a.wav', 'wav', 'a.wav'],
    ['A.WAV', 'wav', 'A.wav'],
    ['a.wave', 'wav', 'a.wav'],
    ['song.mpga', 'mp3', 'song.mpga'],
    ['memo.mp4', 'mp4', 'memo.mp4'],
    ['memo.opus', 'ogg', 'memo.ogg'],
    ['C:\\Users\\me\\voice.aac', 'mp3', 'voice.mp3'],
    ['/home/me/.hidden', 'wav', 'hidden.wav'],
    ['mpeg', 'mp3', 'mpeg.mp3'],
    ['version 1.2', 'flac', 'version 1.2.flac'],
    ['x".wav\r\nX-Evil: 1', 'wav', 'x.wavX-Evil 1.wav'],
    ['', 'wav', 'audio.wav'],
    ['...', 'webm', 'audio.webm'],
    [undefined, 'flac', 'audio.flac'],
    ['\u65e5\u672c\u8a9e.m4a', 'mp4', '\u65e5\u672c\u8a9e.m4a'],
  ] as const)('%j with %s bytes is sent as %j', (given, kind, expected) => {
    expect(uploadName(given, containerFacts[kind])).toBe(expected);
  });

  it('always ends in an extension of its container, is short and has no line break, quote or path in it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.constantFrom('wav', 'mp3', 'mp4', 'ogg'),
        (given, kind) => {
          const name = uploadName(given, containerFacts[kind]);
          expect(containerFacts[kind].extensions).toContain(name.split('.').pop());
          expect(name).not.toMatch(/[\r\n"\\/\0]/);
          expect(name.length).toBeLessThan(180);
          expect(name).not.toMatch(/^\./);
        },
      ),
    );
  });
});

describe('the language that goes up', () => {
  it.each([
    ['de', 'de'],
    ['de-DE', 'de'],
    ['zh_Hant_TW', 'zh'],
    [' EN ', 'en'],
    ['auto', undefined],
    ['', undefined],
    [undefined, undefined],
    ['german', 'german'],
  ])('%j is sent as %j', (given, expected) => {
    expect(languageCode(given)).toBe(expected);
  });
});

describe('the time an upload may take', () => {
  it('grows with size and length and stays within a minute and half an hour', () => {
    fc.assert(
      fc.property(fc.nat(1e10), fc.nat(1e8), fc.nat(1e6), (bytes, ms, more) => {
        const timeout = requestTimeoutMs(bytes, ms);
        expect(timeout).toBeGreaterThanOrEqual(60_000);
        expect(timeout).toBeLessThanOrEqual(30 * 60_000);
        expect(requestTimeoutMs(bytes + more, ms + more)).toBeGreaterThanOrEqual(timeout);
      }),
    );
  });
});
