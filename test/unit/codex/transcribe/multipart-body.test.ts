import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { multipartBody, type UploadFile } from '../../../../src-main/codex/transcribe/multipart-body.ts';
import { MultipartParser, type PartHead } from '../../../standin/multipart.ts';
import { failureOf } from '../client-with-standin.ts';

interface Part extends PartHead {
  readonly bytes: Buffer;
}

/** What a receiver makes of the bytes; the stand-in's parser is written from the RFC alone. */
function received(bytes: Uint8Array, contentType: string): Part[] {
  const parts: Part[] = [];
  let head: PartHead = { name: '' };
  let chunks: Buffer[] = [];
  const parser = new MultipartParser(/boundary=(.+)$/.exec(contentType)?.[1] ?? '', {
    begin: (begun) => {
      head = begun;
      chunks = [];
    },
    data: (chunk) => chunks.push(Buffer.from(chunk)),
    end: () => parts.push({ ...head, bytes: Buffer.concat(chunks) }),
  });
  parser.push(bytes);
  parser.finish();
  return parts;
}

function file(chunks: readonly Uint8Array[], sizeBytes: number | undefined, fileName = 'a.wav'): UploadFile {
  return {
    fieldName: 'file',
    fileName,
    contentType: 'audio/wav',
    sizeBytes,
    repeatable: true,
    async *open() {
      yield* chunks;
    },
  };
}

async function bytesOf(body: { open(): AsyncIterable<Uint8Array> }): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(body.open()));
}

describe('the multipart writer', () => {
  it('makes one piece of a file that is in memory, with the same bytes and the same progress', async () => {
    const bytes = Buffer.from('RIFF and so on');
    const told = async (way: 'whole' | 'open'): Promise<readonly [Buffer, readonly (number | string)[]]> => {
      const seen: (number | string)[] = [];
      const body = multipartBody({
        fields: [['language', 'de']],
        file: { ...file([bytes], bytes.length), bytes },
        onProgress: (sent) => seen.push(sent),
        onSent: () => seen.push('sent'),
      });
      const all = way === 'whole' ? Buffer.from(body.whole?.() ?? []) : await bytesOf(body);
      expect(all.length).toBe(body.lengthBytes);
      expect(received(all, body.contentType).at(-1)?.bytes.equals(bytes)).toBe(true);
      return [all, seen];
    };
    const [whole, seenOfWhole] = await told('whole');
    const [streamed, seenOfStream] = await told('open');
    expect(whole.length).toBe(streamed.length);
    expect(seenOfWhole).toEqual([0, bytes.length, 'sent']);
    expect(seenOfStream).toEqual(seenOfWhole);
  });

  it('writes what a receiver reads back, with the length it declared, whatever the fields and the file hold', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }),
        fc.array(fc.tuple(fc.stringMatching(/^[a-z_]{1,12}$/), fc.string({ unit: 'binary', maxLength: 60 })), {
          maxLength: 4,
        }),
        fc.boolean(),
        async (chunks, fields, sized) => {
          const whole = Buffer.concat(chunks);
          const body = multipartBody({ fields, file: file(chunks, sized ? whole.length : undefined) });
          const bytes = await bytesOf(body);
          expect(body.lengthBytes).toBe(sized ? bytes.length : undefined);
          expect(body.whole?.()).toBeUndefined(); // it isn't in memory
          const parts = received(bytes, body.contentType);
          const last = parts.pop();
          expect(last).toMatchObject({ name: 'file', fileName: 'a.wav', contentType: 'audio/wav' });
          expect(last?.bytes.equals(whole)).toBe(true);
          expect(parts.map((part) => [part.name, part.bytes.toString('utf8')])).toEqual(
            fields.map(([name, value]) => [name, Buffer.from(value).toString('utf8')]),
          );
        },
      ),
    );
  });

  it('lets no file name break out of its header', async () => {
    const body = multipartBody({ fields: [], file: file([], 0, 'a"\r\nX: y.wav') });
    const text = (await bytesOf(body)).toString('utf8');
    expect(text).toContain('filename="a%22%0D%0AX: y.wav"');
  });

  it('uses another boundary each time', () => {
    const types = Array.from({ length: 50 }, () => multipartBody({ fields: [], file: file([], 0) }).contentType);
    expect(new Set(types).size).toBe(50);
  });

  it('says so when the file is longer or shorter than was said', async () => {
    for (const said of [2, 4]) {
      const body = multipartBody({ fields: [], file: file([Buffer.from('abc')], said) });
      expect((await failureOf(bytesOf(body))).code).toBe('audio_unreadable');
    }
  });

  it('counts the bytes of the file from nothing to all, then says that it is done', async () => {
    const told: (number | 'sent')[] = [];
    const body = multipartBody({
      fields: [],
      file: file([Buffer.alloc(3), Buffer.alloc(4)], 7),
      onProgress: (sent) => told.push(sent),
      onSent: () => told.push('sent'),
    });
    await bytesOf(body);
    expect(told).toEqual([0, 3, 7, 'sent']);
  });
});
