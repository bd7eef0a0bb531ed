import { describe, expect, it } from 'vitest';
import { BufferPool } from '../../../src-main/lib/buffer-pool.ts';

describe('a pool of buffers', () => {
  it('gives buffers of the wished length, and the same memory again once it is back', () => {
    const pool = new BufferPool();
    const first = pool.take(70_000);
    const second = pool.take(90_000);
    expect([first.length, second.length]).toEqual([70_000, 90_000]);
    expect(second.buffer).not.toBe(first.buffer);
    pool.give(first);
    const third = pool.take(128 * 1024);
    expect(third.buffer).toBe(first.buffer);
    expect(pool.take(70_000).buffer).not.toBe(first.buffer);
  });

  it('keeps neither strangers nor giants, nor more than a few', () => {
    const pool = new BufferPool();
    const stranger = Buffer.from('a small one, out of memory that others share');
    pool.give(stranger);
    expect(pool.take(10).buffer).not.toBe(stranger.buffer);
    const giant = pool.take(3_000_000);
    pool.give(giant);
    expect(pool.take(3_000_000).buffer).not.toBe(giant.buffer);
    const many = Array.from({ length: 50 }, () => pool.take(1000));
    for (const buffer of many) pool.give(buffer);
    const again = new Set(Array.from({ length: 50 }, () => pool.take(1000).buffer));
    expect(many.filter(({ buffer }) => again.has(buffer)).length).toBe(8);
  });
});
