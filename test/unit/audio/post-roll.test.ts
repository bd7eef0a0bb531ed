import { expect, it } from 'vitest';
import { PostRoll } from '../../../src-main/audio/post-roll.ts';
import type { PostRoll as PostRollPort } from '../../../src-main/dictation/ports.ts';

const silence = Buffer.alloc(640);
const sound = Buffer.alloc(640);
for (let index = 0; index < 320; index++) sound.writeInt16LE(index % 2 === 0 ? 3000 : -3000, index * 2);

const blocksUntilStop = (postRoll: PostRollPort, next: (block: number) => Buffer): number => {
  for (let block = 1; ; block++) if (postRoll.push(next(block))) return block;
};

it('records on for 250 ms while somebody speaks', () => {
  expect(blocksUntilStop(new PostRoll({ sampleRate: 16000, maxMs: 250 }), () => sound)).toBe(13);
});

it('ends after 80 ms of quiet', () => {
  expect(blocksUntilStop(new PostRoll({ sampleRate: 16000, maxMs: 250 }), () => silence)).toBe(4);
});

it('counts the quiet anew after a sound', () => {
  const postRoll = new PostRoll({ sampleRate: 16000, maxMs: 250 });
  expect(blocksUntilStop(postRoll, (block) => (block === 3 ? sound : silence))).toBe(7);
});

it('believes the listener about quiet, but only what came after the key was let go', () => {
  const options = { sampleRate: 16000, maxMs: 250 };
  expect(blocksUntilStop(new PostRoll({ ...options, trailingQuietMs: () => 5000 }), () => sound)).toBe(4);
  expect(blocksUntilStop(new PostRoll({ ...options, trailingQuietMs: () => 0 }), () => silence)).toBe(13);
});

it('stops with the first block when it is switched off', () => {
  expect(blocksUntilStop(new PostRoll({ sampleRate: 16000, maxMs: 0 }), () => sound)).toBe(1);
});
