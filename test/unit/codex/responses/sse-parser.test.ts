import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SseMessage, SseParser } from '../../../../src-main/codex/responses/sse-parser.ts';

function parse(chunks: Iterable<Uint8Array>): SseMessage[] {
  const parser = new SseParser();
  return [...chunks].flatMap((chunk) => parser.push(chunk));
}
const whole = (text: string) => parse([Buffer.from(text)]);

/** Cuts the bytes at the given places, inside characters and line ends as well. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [...new Set([0, ...places.map((place) => place % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  );
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

describe('the event stream parser', () => {
  it.each([
    ['data: a\n\n', [{ event: 'message', data: 'a' }]],
    ['data:a\r\n\r\n', [{ event: 'message', data: 'a' }]],
    ['data:  a\r\r', [{ event: 'message', data: ' a' }]],
    ['data: a\ndata: b\n\n', [{ event: 'message', data: 'a\nb' }]],
    ['data\n\n', [{ event: 'message', data: '' }]],
    [
      'event: e\ndata: a\n\ndata: b\n\n',
      [
        { event: 'e', data: 'a' },
        { event: 'message', data: 'b' },
      ],
    ],
    [': ping\n\ndata: a\n: more\n\n', [{ event: 'message', data: 'a' }]],
    ['event: nothing\n\nid: 7\nretry: 10\ndata: a\n\n', [{ event: 'message', data: 'a' }]],
    ['\uFEFFdata: a\n\n', [{ event: 'message', data: 'a' }]],
    ['data: unfinished\n', []],
    ['dat: x\n\n', []],
    ['data: {"a":"b: c"}\n\n', [{ event: 'message', data: '{"a":"b: c"}' }]],
  ])('reads %j', (text, messages) => {
    expect(whole(text)).toEqual(messages);
  });

  it('reads the same from any cutting of the bytes, with any line ends and any characters', () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replace(/[\r\n]/g, ''));
    const event = fc.record({
      name: fc.constantFrom('', 'response.created', 'e'),
      lines: fc.array(line, { minLength: 1, maxLength: 3 }),
    });
    let splits = 0;
    fc.assert(
      fc.property(
        fc.array(event, { minLength: 1, maxLength: 5 }),
        fc.array(fc.constantFrom('\n', '\r\n', '\r'), { minLength: 30, maxLength: 30 }),
        fc.array(fc.nat(2000), { minLength: 4, maxLength: 40 }),
        (events, ends, places) => {
          let n = 0;
          const end = (): string => ends[n++ % ends.length] ?? '\n';
          const text = events
            .map(
              ({ name, lines }) =>
                `${name === '' ? '' : `event: ${name}${end()}`}${lines.map((l) => `data: ${l}${end()}`).join('')}: c${end()}${end()}`,
            )
            .join('');
          const bytes = Buffer.from(text);
          const chunks = cut(bytes, places);
          splits += chunks.length - 1;
          const expected = events.map(({ name, lines }) => ({
            event: name === '' ? 'message' : name,
            data: lines.join('\n'),
          }));
          // A lone CR before an LF of the next line reads as one end: only where the texts mean the same is compared.
          const ambiguous = /\r\n/.test(text.replaceAll('\r\n', '')) || hasSplitEnds(ends, n);
          if (!ambiguous) expect(parse([bytes])).toEqual(expected);
          expect(parse(chunks)).toEqual(parse([bytes]));
          expect(parse([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(parse([bytes]));
        },
      ),
      { numRuns: 2000 },
    );
    expect(splits).toBeGreaterThan(10_000);
  });

  it('takes any bytes without failing', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), (chunks) => Array.isArray(parse(chunks))));
  });

  it('refuses an event that never ends', () => {
    const parser = new SseParser(1000);
    parser.push(Buffer.from(`data: ${'x'.repeat(600)}\n`));
    expect(() => parser.push(Buffer.from(`data: ${'x'.repeat(600)}`))).toThrow(/too long/);
  });
});

/** True when a CR end is followed by an LF end, which together are one. */
function hasSplitEnds(ends: readonly string[], used: number): boolean {
  return Array.from({ length: used }, (_, at) => ends[at % ends.length]).some(
    (end, at, all) => end === '\r' && all[at + 1] === '\n',
  );
}
