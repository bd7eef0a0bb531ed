import { expectTypeOf, test } from 'vitest';
import type { TakeBook } from '../../../src-main/dictation/ports.ts';
import type { TakeStore } from '../../../src-main/takes/take-store.ts';

test('the store fits the port that a dictation writes to', () => {
  expectTypeOf<TakeStore>().toExtend<TakeBook>();
});
