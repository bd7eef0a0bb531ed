import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { mixedLoad } from './support/mixed-load.ts';
import { serverWithStandin, testKey, toneWav } from './support/server-with-standin.ts';

describe('permits', () => {
  test('16 at work, 64 waiting, the 81st is turned away with a time to come back; all others are served', async () => {
    const { promise: open, resolve: go } = Promise.withResolvers<void>();
    let most = 0;
    let now = 0;
    await using s = await serverWithStandin({
      limits: { heldBytes: 0 }, // so that every upload that is read can be seen on disk
      ports: {
        transcription: {
          transcribe: async () => {
            most = Math.max(most, ++now);
            await open;
            now -= 1;
            return { text: 'done' };
          },
        },
      },
    });
    const send = (signal?: AbortSignal): Promise<Response> => {
      const form = new FormData();
      form.append('file', new Blob([toneWav('hi')]), 'a.wav');
      return fetch(`${s.url}/v1/audio/transcriptions`, {
        method: 'POST',
        headers: { 'x-api-key': testKey },
        body: form,
        ...(signal === undefined ? {} : { signal }),
      });
    };
    const giveUp = new AbortController();
    const given = Array.from({ length: 4 }, () => send(giveUp.signal).catch(() => 'gone'));
    await expect.poll(() => s.server.load).toEqual({ atWork: 4, waiting: 0 });
    const served = Array.from({ length: 76 }, () => send());
    await expect.poll(() => s.server.load).toEqual({ atWork: 16, waiting: 64 });
    const refused = await send();
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect(await refused.json()).toMatchObject({ error: { code: 'too_many_requests', type: 'rate_limit_error' } });
    expect(s.leftovers()).toHaveLength(16); // those that wait have not been read
    expect((await fetch(`${s.url}/v1/models`, { headers: { 'x-api-key': testKey } })).status).toBe(200);
    // Four at work go away: their permits go to those that wait.
    giveUp.abort();
    expect(await Promise.all(given)).toEqual(['gone', 'gone', 'gone', 'gone']);
    await expect.poll(() => s.server.load).toEqual({ atWork: 16, waiting: 60 });
    go();
    expect(new Set((await Promise.all(served)).map(({ status }) => status))).toEqual(new Set([200]));
    expect(most).toBeLessThanOrEqual(20);
    await expect.poll(() => s.server.load).toEqual({ atWork: 0, waiting: 0 });
    expect(s.leftovers()).toEqual([]);
  });

  test('whoever waits too long is turned away, and whoever goes while waiting leaves no trace', async () => {
    await using s = await serverWithStandin({
      concurrency: 1,
      limits: { permitWaitMs: 150 },
      ports: {
        transcription: { transcribe: async (_audio, { signal }) => await delay(60_000, { text: '' }, { signal }) },
      },
    });
    const ask = (signal?: AbortSignal): Promise<Response> =>
      fetch(`${s.url}/v1/responses`, {
        method: 'POST',
        headers: { 'x-api-key': testKey, 'content-type': 'application/json' },
        body: '{"input":"x"}',
        ...(signal === undefined ? {} : { signal }),
      });
    const form = new FormData();
    form.append('file', new Blob([toneWav('hi')]), 'a.wav');
    const stop = new AbortController();
    const holding = fetch(`${s.url}/v1/audio/transcriptions`, {
      method: 'POST',
      headers: { 'x-api-key': testKey },
      body: form,
      signal: stop.signal,
    }).catch(() => 'gone');
    await expect.poll(() => s.server.load.atWork).toBe(1);
    const late = await ask();
    expect([late.status, late.headers.get('retry-after')]).toEqual([429, '5']);
    const gone = new AbortController();
    const leaving = ask(gone.signal).catch(() => 'gone');
    await expect.poll(() => s.server.load.waiting).toBe(1);
    gone.abort();
    expect(await leaving).toBe('gone');
    await expect.poll(() => s.server.load).toEqual({ atWork: 1, waiting: 0 });
    stop.abort();
    expect(await holding).toBe('gone');
    await expect.poll(() => s.server.load).toEqual({ atWork: 0, waiting: 0 });
  });

  test('work that takes longer than its budget ends as a timeout of the service', async () => {
    await using s = await serverWithStandin({
      limits: { transcriptionBudgetMs: 50 },
      ports: {
        transcription: { transcribe: async (_audio, { signal }) => await delay(60_000, { text: '' }, { signal }) },
      },
    });
    const failure = await s.openai.audio.transcriptions
      .create({ file: new File([toneWav('hi')], 'a.wav'), model: 'x' })
      .catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ status: 504, code: 'upstream_timeout' });
    expect(s.leftovers()).toEqual([]);
  });
});

test('800 mixed requests at 64 at once, some given up, are all answered as they should, and leave nothing behind', async () => {
  const report = await mixedLoad({ requests: 800, concurrency: 64, abortShare: 0.05 });
  expect(report.unexpected).toEqual([]);
  expect(report.after).toMatchObject({ atWork: 0, waiting: 0, uploads: 0 });
  expect(Object.keys(report.outcomes).some((outcome) => outcome.endsWith('aborted'))).toBe(true);
}, 40_000);
