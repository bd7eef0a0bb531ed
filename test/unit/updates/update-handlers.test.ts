// When "Restart and update" is refused: somebody waits for a text.
import { describe, expect, it } from 'vitest';
import { updateHandlers } from '../../../src-main/boot/update-handlers.ts';
import type { FileJob } from '../../../src-main/contract/events.ts';

function handlersWith(work: { readonly files?: readonly FileJob['state'][]; readonly requests?: number }) {
  const asked: string[] = [];
  const note = (word: string) => () => {
    asked.push(word);
  };
  const list = (work.files ?? []).map((state, index): FileJob => ({ ...job, id: `${index}`, state }));
  const handlers = updateHandlers(
    { check: note('check'), fetch: note('fetch'), install: note('install') },
    { list },
    { requestsInWork: work.requests ?? 0 },
  );
  return { asked, install: () => handlers['updates.install']({}) };
}

const job = { id: '', name: 'talk.wav', state: 'done', progress: 1, takeId: null, error: null } as unknown as FileJob; // only its state is read

describe('restart and update', () => {
  it('is done when nothing is in work', () => {
    const { asked, install } = handlersWith({ files: ['done', 'failed'] });
    install();
    expect(asked).toEqual(['install']);
  });

  it.each([
    ['files', { files: ['done', 'sending'] as const }, /files are being transcribed/],
    ['requests of other programs', { requests: 1 }, /answers another program/],
  ])('waits for %s, in one sentence', (_what, work, words) => {
    const { asked, install } = handlersWith(work);
    expect(install).toThrow(expect.objectContaining({ code: 'busy', message: expect.stringMatching(words) }));
    expect(asked).toEqual([]);
  });
});
