// A client that asks and then reads no more (suspended, hung, or meaning harm) must not keep its permit for ever.
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { serverWithStandin, testKey } from './support/server-with-standin.ts';

/** More than the socket buffers of both ends take. */
const pieces = 48;
const piece = 'x'.repeat(256 * 1024);

const longAnswer = {
  kind: 'events',
  events: [
    { type: 'response.created', response: { id: 'resp_1', model: 'gpt-5.5' } },
    ...Array.from({ length: pieces }, () => ({ type: 'response.output_text.delta', item_id: 'm', delta: piece })),
    { type: 'response.completed', response: { id: 'resp_1', status: 'completed', output: [] } },
  ],
} as const;

const ask = (port: number, path: string, body: object) => {
  const text = JSON.stringify({ model: 'gpt-5.5', ...body });
  const socket = connect(port, '127.0.0.1');
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nx-api-key: ${testKey}\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
  );
  return socket;
};
const chat = { messages: [{ role: 'user', content: 'Hi' }] };

test.each([
  ['a streamed chat', '/v1/chat/completions', { ...chat, stream: true }],
  ['a chat in one piece', '/v1/chat/completions', chat],
  ['streamed responses', '/v1/responses', { input: 'Hi', stream: true }],
])('who stops reading %s loses the connection, and the next one is served', async (_name, path, body) => {
  await using s = await serverWithStandin({ concurrency: 1, limits: { stalledReaderMs: 200 } });
  s.standin.script('responses', longAnswer);
  const socket = ask(s.port, path, body);
  await expect.poll(() => s.standin.requests.some((call) => call.path.endsWith('/responses'))).toBe(true);
  const next = await s.openai.chat.completions.create({
    model: 'gpt-5.5',
    ...chat,
    messages: [{ role: 'user', content: 'Next' }],
  });
  expect(next.choices[0]?.message.content).toBe('You said: Next');
  expect(s.server.load).toEqual({ atWork: 0, waiting: 0 });
  socket.destroy();
});

test('who reads slowly gets all of it', async () => {
  await using s = await serverWithStandin({ limits: { stalledReaderMs: 1_000 } });
  s.standin.script('responses', longAnswer);
  const socket = ask(s.port, '/v1/chat/completions', { ...chat, stream: true });
  const { promise: done, resolve, reject } = Promise.withResolvers<void>();
  socket.once('close', () => reject(new Error('closed')));
  let bytes = 0;
  socket.on('data', (chunk) => {
    if (chunk.subarray(-64).includes('[DONE]')) resolve();
    const burst = Math.floor(bytes / 1_000_000);
    bytes += chunk.length;
    if (Math.floor(bytes / 1_000_000) === burst) return;
    // Pauses that add up to more than the patience.
    socket.pause();
    void delay(120).then(() => socket.resume());
  });
  await done;
  expect(bytes).toBeGreaterThan(pieces * piece.length);
  socket.destroy();
});
