// How much of a running take lies on disk: the only sign from outside that a recorder delivers (again).
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { takeFiles } from '../../../src-main/takes/take-files.ts';
import { pollUntil } from '../../desktop/poll-until.ts';

export function takeBytes(home: string, id: string): number {
  return statSync(takeFiles(join(home, 'takes'), id).pcm, { throwIfNoEntry: false })?.size ?? 0;
}

/** Resolves when `bytes` more have been recorded than now. @returns the size */
export function moreRecorded(home: string, id: string, bytes = 6400): Promise<number> {
  const before = takeBytes(home, id);
  return pollUntil('more samples on disk', () => {
    const now = takeBytes(home, id);
    return now >= before + bytes && now;
  });
}
