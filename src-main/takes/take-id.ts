// Names of takes: 26 characters, sortable by time (48 bits of unix milliseconds, then 80 random bits), in Crockford's
// base 32, lower case. A name is also where the take's files lie, so only well-formed names may reach the disk.
import { randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const timeLength = 10;
const randomLength = 16;
const largestRandom = (1n << 80n) - 1n;
const shape = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;

export function isTakeId(value: string): boolean {
  return shape.test(value);
}

/** A maker whose names rise even within one millisecond and when the clock is set back. @param now unix milliseconds */
export function takeIds(now: () => number): () => string {
  let lastTime = -1;
  let lastRandom = 0n;
  return () => {
    const time = Math.max(0, Math.floor(now()));
    if (time > lastTime || lastRandom >= largestRandom) {
      lastTime = Math.max(time, lastTime + (time > lastTime ? 0 : 1));
      lastRandom = BigInt(`0x${randomBytes(10).toString('hex')}`);
    } else {
      lastRandom += 1n;
    }
    return base32(BigInt(lastTime), timeLength) + base32(lastRandom, randomLength);
  };
}

/** Unix milliseconds that the name was made at. */
export function takeIdTime(id: string): number {
  let time = 0;
  for (const character of id.slice(0, timeLength)) time = time * 32 + alphabet.indexOf(character);
  return time;
}

/** Every name made at this time sorts at or after this text. */
export function firstIdAt(unixMs: number): string {
  return base32(BigInt(Math.max(0, Math.floor(unixMs))), timeLength);
}

function base32(value: bigint, length: number): string {
  let text = '';
  for (let rest = value, left = length; left > 0; left -= 1, rest >>= 5n) {
    text = alphabet.charAt(Number(rest & 31n)) + text;
  }
  return text;
}
