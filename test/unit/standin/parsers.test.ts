import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundaryOf, MalformedMultipart, MultipartParser } from '../../standin/multipart.ts';
import { readWav, writeWav } from '../../standin/wav.ts';

interface Part {
  readonly name: string;
  readonly fileName?: string;
  readonly data: Uint8Array;
}

describe('the multipart parser', () => {
  it('finds the same parts however the bytes are cut', async () => {
    const data = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      // Content that looks like delimiters.
      fc
        .array(fc.constantFrom('\r\n', '--', '--X', '\r\n--X', '\r', 'a'))
        .map((pieces) => Uint8Array.from(Buffer.from(pieces.join('')))),
    );
    const parts = fc.array(fc.record({ name: fc.stringMatching(/^[a-z[\]]{1,8}$/u), data }), { maxLength: 4 });
    await fc.assert(
      fc.property(parts, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (wanted, cuts) => {
        const body = encoded(wanted, 'X-q7');
        expect(parsed(body, 'X-q7', cuts)).toEqual(wanted.map(({ name, data: bytes }) => ({ name, data: [...bytes] })));
      }),
      { numRuns: 300 },
    );
  });

  it('reads what a platform form makes, with odd names', async () => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array([1, 2, 3])], { type: 'audio/wav' }), 'a "b" ü.wav');
    form.append('prompt', 'Grüße\r\n--x');
    const response = new Response(form);
    const boundary = boundaryOf(response.headers.get('content-type') ?? undefined) ?? '';
    const found = parsed(new Uint8Array(await response.arrayBuffer()), boundary, [7]);
    expect(found).toEqual([
      { name: 'file', fileName: 'a "b" ü.wav', data: [1, 2, 3] },
      { name: 'prompt', data: [...Buffer.from('Grüße\r\n--x')] },
    ]);
  });

  it('says when a form is cut off or broken', () => {
    const whole = encoded([{ name: 'a', data: new Uint8Array([1]) }], 'b');
    for (let length = 0; length < whole.length - 4; length++) {
      expect(() => parsed(whole.subarray(0, length), 'b', [9])).toThrow(MalformedMultipart);
    }
    expect(() => parsed(Buffer.from('--b\r\nX: y\r\n\r\n\r\n--b--'), 'b', [99])).toThrow('no name');
    expect(() => parsed(Buffer.from(`--b\r\n${'x'.repeat(20_000)}`), 'b', [999])).toThrow('too long');
  });

  it('knows the boundary of a content type', () => {
    expect(boundaryOf('multipart/form-data; boundary="a b"; charset=x')).toBe('a b');
    expect(boundaryOf('Multipart/Form-Data;charset=x;boundary=abc')).toBe('abc');
    expect(boundaryOf('multipart/mixed; boundary=abc')).toBeUndefined();
    expect(boundaryOf(undefined)).toBeUndefined();
  });
});

describe('WAV files', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(
        fc.int16Array({ maxLength: 500 }),
        fc.constantFrom(8000, 16_000, 24_000, 48_000),
        (samples, sampleRate) => {
          const file = writeWav({ samples, sampleRate });
          // An empty data chunk means "to the end of the file", which is the same here.
          expect(readWav(file)).toEqual({ samples, sampleRate });
        },
      ),
    );
  });

  it('are read with a streaming header, further chunks, more channels and other sample sizes', () => {
    const samples = Int16Array.from({ length: 100 }, (_, index) => index * 300 - 15_000);
    const streaming = writeWav({ samples, sampleRate: 16_000 });
    new DataView(streaming.buffer).setUint32(40, 0x7ffff000, true);
    expect(readWav(streaming)?.samples).toEqual(samples);
    const doubled = Int16Array.from([...samples].flatMap((sample) => [sample, sample]));
    const twoChannels = writeWav({ samples: doubled, sampleRate: 16_000 });
    new DataView(twoChannels.buffer).setUint16(22, 2, true);
    expect(readWav(twoChannels)?.samples).toEqual(samples);
    const plain = writeWav({ samples, sampleRate: 16_000 });
    const listChunk = Buffer.from('LIST\x03\0\0\0abc\0', 'latin1');
    expect(readWav(Buffer.concat([plain.subarray(0, 36), listChunk, plain.subarray(36)]))?.samples).toEqual(samples);
    expect(readWav(streaming.subarray(0, 11))).toBeUndefined();
    expect(readWav(Buffer.from('OggS'.repeat(20)))).toBeUndefined();
  });
});

function encoded(parts: readonly Part[], boundary: string): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (const { name, data } of parts) {
    pieces.push(
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`),
      data,
      Buffer.from('\r\n'),
    );
  }
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]);
}

/** @param cuts the sizes of the pieces in which the bytes arrive, again from the start when used up. */
function parsed(body: Uint8Array, boundary: string, cuts: readonly number[]): object[] {
  const found: { name: string; fileName?: string; data: number[] }[] = [];
  const parser = new MultipartParser(boundary, {
    begin: ({ name, fileName }) => void found.push({ name, ...(fileName !== undefined && { fileName }), data: [] }),
    data: (chunk) => void found.at(-1)?.data.push(...chunk),
    end: () => {},
  });
  for (let at = 0, turn = 0; at < body.length; turn++) {
    const size = cuts[turn % cuts.length] ?? 1;
    parser.push(body.subarray(at, at + size));
    at += size;
  }
  parser.finish();
  return found;
}
