import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HeldBytes } from '../../../src-main/server/held-bytes.ts';

test('whatever the pieces, the parts are the same bytes in the same order', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(40), fc.nat(90_000)), { maxLength: 40 }), (sizes) => {
      const held = new HeldBytes();
      const pieces = sizes.map((size, at) => Buffer.alloc(size, at + 1));
      for (const piece of pieces) held.add(piece);
      expect(Buffer.concat(held.parts).equals(Buffer.concat(pieces))).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('a body that comes byte by byte takes no more room than its bytes', () => {
  const held = new HeldBytes();
  for (let at = 0; at < 200_000; at += 1) held.add(Buffer.of(at & 255));
  expect(held.parts.length).toBe(4);
  expect(new Set(held.parts.map(({ buffer }) => buffer.byteLength))).toEqual(new Set([65_536]));
});

test('a small piece after every large one shares its room with the others', () => {
  const held = new HeldBytes();
  const large = Buffer.alloc(16 * 1024);
  for (let at = 0; at < 100; at += 1) {
    held.add(large);
    held.add(Buffer.of(at));
  }
  expect(new Set(held.parts.map(({ buffer }) => buffer)).size).toBe(2);
  expect(Buffer.concat(held.parts).length).toBe(100 * (16 * 1024 + 1));
});
