import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startShapedLink } from '../../standin/shape-link.ts';
import { startStandin } from '../../standin/standin.ts';
import { toneWav, upload } from './client.ts';

describe('a shaped link', () => {
  it('lets an upload through at its rate, unchanged', async () => {
    await using standin = await startStandin();
    await using link = await startShapedLink({ target: standin.url, upMbit: 8, downMbit: 50, rttMs: 40 });
    const file = toneWav('one two three four five six seven eight nine ten eleven twelve');
    // Warm: the connection's first round trip is not part of the rate.
    await upload(standin, toneWav('warm'), { url: `${link.url}/backend-api/transcribe` });
    const before = link.upBytes;
    const startedAt = performance.now();
    const answer = await upload(standin, file, { url: `${link.url}/backend-api/transcribe` });
    const tookMs = performance.now() - startedAt;
    expect(answer.json).toEqual({ text: 'one two three four five six seven eight nine ten eleven twelve' });
    const wireMs = ((link.upBytes - before) * 8) / 8e6 / 0.001 + 40;
    expect(tookMs).toBeGreaterThan(wireMs - 5);
    expect(tookMs).toBeLessThan(wireMs * 1.5 + 150);
  });

  it('delays each way by half the round trip', async () => {
    const echo = createServer((socket) => void socket.pipe(socket));
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
    // A server that listens on TCP has such an address.
    const target = `127.0.0.1:${(echo.address() as AddressInfo).port}`;
    await using link = await startShapedLink({ target, upMbit: 100, downMbit: 100, rttMs: 60 });
    const socket = connect(Number(new URL(link.url).port), '127.0.0.1');
    const times: number[] = [];
    for (let round = 0; round < 6; round++) {
      const startedAt = performance.now();
      socket.write('ping');
      await once(socket, 'data');
      times.push(performance.now() - startedAt);
    }
    socket.end();
    await once(socket, 'close');
    // The first pays for the connection too.
    expect(times[0]).toBeGreaterThan(115);
    expect(Math.min(...times)).toBeGreaterThan(58);
    expect(Math.min(...times)).toBeLessThan(75);
    echo.close();
  });

  it('shares its rate between connections and passes on a broken one', async () => {
    await using standin = await startStandin();
    await using link = await startShapedLink({ target: standin.url, upMbit: 4, downMbit: 50, rttMs: 10 });
    const url = `${link.url}/backend-api/transcribe`;
    const file = toneWav('share the line with me');
    const startedAt = performance.now();
    await Promise.all([upload(standin, file, { url }), upload(standin, file, { url })]);
    expect(performance.now() - startedAt).toBeGreaterThan((2 * file.length * 8) / 4000);
    standin.script('transcribe', { kind: 'cut', when: 'before-answer' });
    await expect(upload(standin, file, { url })).rejects.toThrow();
  });

  it('can go down, also in the middle of an upload, and come back', async () => {
    await using standin = await startStandin();
    await using link = await startShapedLink({ target: standin.url, upMbit: 1, downMbit: 1, rttMs: 0 });
    const url = `${link.url}/backend-api/transcribe`;
    const broken = upload(standin, toneWav('this upload takes a while on such a line'), { url });
    await expect.poll(() => link.upBytes).toBeGreaterThan(0);
    link.goDown();
    await expect(broken).rejects.toThrow();
    await expect(upload(standin, toneWav('word'), { url })).rejects.toThrow();
    link.comeBack();
    expect((await upload(standin, toneWav('word'), { url })).json).toEqual({ text: 'word' });
  });

  it('refuses further connections once it is closed', async () => {
    await using standin = await startStandin();
    const link = await startShapedLink({ target: standin.url, upMbit: 1, downMbit: 1, rttMs: 0 });
    const port = Number(new URL(link.url).port);
    await link[Symbol.asyncDispose]();
    const socket = connect(port, '127.0.0.1');
    const [error] = await once(socket, 'error');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  });
});
