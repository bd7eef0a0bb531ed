// Large JSON bodies (pictures in a chat) cost several times their size while they are at work: only so many bytes of them
// are let in at once, and whoever sends little is not kept waiting by it.
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import { errorOf, raw, readUntil } from './support/raw-socket.ts';
import { type ServerWithStandin, serverWithStandin, testKey } from './support/server-with-standin.ts';

const mebibyte = 1024 * 1024;

const head = (port: number, ...more: string[]): string =>
  [
    'POST /v1/chat/completions HTTP/1.1',
    `host: 127.0.0.1:${port}`,
    `x-api-key: ${testKey}`,
    'content-type: application/json',
    ...more,
    '\r\n',
  ].join('\r\n');

/** Announces a body and waits to be asked for it. */
function announce({ port }: ServerWithStandin, bytes: number): { socket: Socket; wanted: Promise<string> } {
  const socket = connect(port, '127.0.0.1');
  socket.write(head(port, `content-length: ${bytes}`, 'expect: 100-continue'));
  return { socket, wanted: readUntil(socket, (text) => text.includes('\r\n\r\n'), 10_000) };
}

const chat = (s: ServerWithStandin) =>
  s.openai.chat.completions.create({ model: 'gpt-5.5', messages: [{ role: 'user', content: 'Hi' }] });

describe('bodies of many megabytes', () => {
  test('are asked for one after the other, and small ones pass them by', async () => {
    await using s = await serverWithStandin();
    const first = announce(s, 40 * mebibyte);
    expect(await first.wanted).toMatch(/^HTTP\/1\.1 100 /);
    const second = announce(s, 40 * mebibyte);
    await expect.poll(() => s.server.load).toEqual({ atWork: 1, waiting: 1 });
    expect((await chat(s)).choices[0]?.message.content).toBe('You said: Hi');
    expect(s.server.load.waiting).toBe(1);
    first.socket.destroy();
    expect(await second.wanted).toMatch(/^HTTP\/1\.1 100 /);
    second.socket.destroy();
    await expect.poll(() => s.server.load).toEqual({ atWork: 0, waiting: 0 });
  });

  test('that wait too long are turned away unread, with a time to come back', async () => {
    await using s = await serverWithStandin({ limits: { permitWaitMs: 100 } });
    const first = announce(s, 40 * mebibyte);
    await first.wanted;
    const refused = await raw(s.port, head(s.port, `content-length: ${40 * mebibyte}`, 'expect: 100-continue'));
    expect([refused.status, errorOf(refused).code]).toEqual([429, 'too_many_requests']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    first.socket.destroy();
  });

  test('that do not say their size are turned away when they have grown beyond what is free', async () => {
    await using s = await serverWithStandin();
    const first = announce(s, 50 * mebibyte);
    await first.wanted;
    const socket = connect(s.port, '127.0.0.1');
    socket.write(head(s.port, 'transfer-encoding: chunked'));
    const answered = readUntil(socket, (text) => text.includes('"}}'), 10_000);
    const piece = Buffer.concat([
      Buffer.from(`${mebibyte.toString(16)}\r\n`),
      Buffer.alloc(mebibyte, ' '),
      Buffer.from('\r\n'),
    ]);
    void pipeline(Readable.from(Array.from({ length: 30 }, () => piece)), socket).catch(() => undefined); // cut short
    expect(await answered).toMatch(/^HTTP\/1\.1 429 [\s\S]*"code":"too_many_requests"/);
    socket.destroy();
    first.socket.destroy();
    await expect.poll(() => s.server.load).toEqual({ atWork: 0, waiting: 0 });
    // All room is free again.
    const last = announce(s, 50 * mebibyte);
    expect(await last.wanted).toMatch(/^HTTP\/1\.1 100 /);
    last.socket.destroy();
  });
});
