import { describe, expect, it } from 'vitest';
import { PacketLog } from '../../../src-main/audio/encoding/packet-log.ts';

const packet = (number: number): Uint8Array => new Uint8Array(40 + (number % 60)).fill(number % 251);

describe('packets', () => {
  it('come back as they went in, whatever was forgotten before them', () => {
    const log = new PacketLog();
    for (let number = 0; number < 20_000; number += 1) {
      log.push(packet(number));
      if (number % 700 === 699) log.forget(number - 650);
    }
    expect(log.end).toBe(20_000);
    const kept = log.views(log.first, log.end);
    expect(kept).toHaveLength(log.end - log.first);
    kept.forEach((bytes, index) => {
      expect(bytes).toEqual(packet(log.first + index));
    });
  });

  it('that are forgotten or yet to come are refused', () => {
    const log = new PacketLog();
    for (let number = 0; number < 10; number += 1) log.push(packet(number));
    log.forget(4);
    expect(log.views(4, 10)).toHaveLength(6);
    expect(() => log.views(3, 10)).toThrow(RangeError);
    expect(() => log.views(4, 11)).toThrow(RangeError);
    log.forget(99);
    expect([log.first, log.end]).toEqual([10, 10]);
    log.clear();
    log.push(packet(10));
    expect(log.views(10, 11)).toEqual([packet(10)]);
  });
});
