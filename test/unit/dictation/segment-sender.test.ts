import { describe, expect, it } from 'vitest';
import { joinTranscripts } from '../../../src-main/audio/join-transcripts.ts';
import { AppError } from '../../../src-main/contract/app-error.ts';
import type { TakeSegment } from '../../../src-main/contract/take.ts';
import type { SpokenSegment, Transcriber, Transcript } from '../../../src-main/dictation/ports.ts';
import { SegmentSender } from '../../../src-main/dictation/segment-sender.ts';

/** A service that answers when the test says so. */
class Service {
  readonly asked: { readonly name: string; answer(): void; fail(): void }[] = [];
  readonly transcriber: Transcriber = {
    warm: () => undefined,
    transcribeFile: () => Promise.reject(new Error('unreachable: no file is sent here')),
    transcribe: ({ fileName }) =>
      new Promise<Transcript>((resolve, reject) => {
        this.asked.push({
          name: fileName,
          answer: () => resolve({ text: `text of ${fileName}`, timings: { sentMs: 1, firstByteMs: 2, totalMs: 3 } }),
          fail: () => reject(new AppError('upstream_error', 'No.')),
        });
      }),
  };
}

function opened(options: { readonly atOnce: number; readonly atOnceAtEnd?: number }) {
  const service = new Service();
  const noted: TakeSegment[] = [];
  const released: number[] = [];
  const sender = new SegmentSender(
    {
      takes: { segment: (_id, segment) => void noted.push(segment) },
      transcriber: service.transcriber,
      join: joinTranscripts,
      clock: { now: () => performance.now(), unix: Date.now },
    },
    { takeId: 'take', language: '', practice: false, signal: new AbortController().signal, ...options },
  );
  const add = (index: number): void => sender.add(segment(index, () => released.push(index)));
  return { service, sender, noted, released, add };
}

function segment(index: number, release: () => void): SpokenSegment {
  const audio = {
    bytes: new Uint8Array(10),
    contentType: 'audio/ogg',
    fileName: `${index}`,
    durationMs: 1000,
    release,
  } as const;
  const place = { index, startMs: index * 1000, endMs: index * 1000 + 1000, overlapMs: 0 };
  return { ...place, audio: Promise.resolve(audio), verdict: { kind: 'speech' } };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the segments of a take', () => {
  it('are sent so many at a time while somebody speaks, and all at once after the last word', async () => {
    const { service, sender, add } = opened({ atOnce: 2, atOnceAtEnd: 6 });
    for (let index = 0; index < 5; index += 1) add(index);
    await turn();
    expect(service.asked.map(({ name }) => name)).toEqual(['0', '1']);
    service.asked[1]?.answer();
    await turn();
    expect(service.asked.map(({ name }) => name)).toEqual(['0', '1', '2']);
    const sent = sender.finish();
    await turn();
    expect(service.asked.map(({ name }) => name)).toEqual(['0', '1', '2', '3', '4']);
    for (const request of service.asked.toReversed()) request.answer();
    expect((await sent).text).toBe('text of 0 text of 1 text of 2 text of 3 text of 4');
  });

  it('are noted one by one, and only what was sent gives its memory back', async () => {
    const { service, sender, noted, released, add } = opened({ atOnce: 3 });
    add(0);
    add(1);
    await turn();
    service.asked[0]?.answer();
    service.asked[1]?.fail();
    await expect(sender.finish()).rejects.toMatchObject({ code: 'upstream_error' });
    expect(noted.map(({ index, state }) => `${index} ${state}`)).toEqual([
      '0 waiting',
      '1 waiting',
      '0 sending',
      '1 sending',
      '0 done',
      '1 failed',
    ]);
    expect(released).toEqual([0]);
  });
});
