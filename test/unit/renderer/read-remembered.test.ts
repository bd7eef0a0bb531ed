// Where the window was, from text that another version or a hand may have written.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Remembered, readRemembered } from '../../../src-renderer/window/read-remembered.ts';

const nothing: Remembered = { query: '', filter: 'all', takeId: null, top: null, settingsQuery: '', settingsAt: null };

describe('what the window remembers', () => {
  test('is read as it was written', () => {
    const left: Remembered = {
      query: 'invoice',
      filter: 'starred',
      takeId: '0192-a',
      top: { key: 'day 1', into: 12, above: 340 },
      settingsQuery: 'clip',
      settingsAt: { section: 'server', into: 12 },
    };
    expect(readRemembered(JSON.stringify(left))).toEqual(left);
    expect(readRemembered(null)).toEqual(nothing);
  });

  test('keeps what fits of what does not', () => {
    const text = JSON.stringify({
      query: 7,
      filter: 'archived',
      takeId: 'a',
      top: { key: 'x' },
      settingsAt: { section: '#x' },
      more: 1,
    });
    expect(readRemembered(text)).toEqual({ ...nothing, takeId: 'a' });
    for (const broken of ['{"query":"in', '[]', 'null', '12', '']) expect(readRemembered(broken)).toEqual(nothing);
  });

  test('is usable whatever stands there', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const { query, filter, top } = readRemembered(text);
        expect(query.length).toBeLessThanOrEqual(500);
        expect(['all', 'failed', 'discarded', 'starred']).toContain(filter);
        expect(top === null || top.above >= 0).toBe(true);
      }),
    );
  });
});
