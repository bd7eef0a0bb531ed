import { expect, test } from 'vitest';
import { StateStore } from '../../../src-main/lib/state-store.ts';

test('a listener that changes the value leaves none behind it with the older one', () => {
  const store = new StateStore(0);
  const seen: number[] = [];
  store.subscribe((value) => {
    if (value === 1) store.update(() => 2);
  });
  store.subscribe((value) => seen.push(value));
  store.update(() => 1);
  expect(store.get()).toBe(2);
  expect(seen.at(-1)).toBe(2);
});

test('the same value is no change', () => {
  const store = new StateStore({ a: 1 });
  let told = 0;
  const end = store.subscribe(() => {
    told += 1;
  });
  store.update((value) => value);
  expect(told).toBe(0);
  store.update((value) => ({ ...value }));
  end();
  store.update((value) => ({ ...value }));
  expect(told).toBe(1);
});
