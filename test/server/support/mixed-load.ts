// Thousands of mixed requests against a server in a process of its own, some of them given up on the way, and what they
// left behind. Used by a short test and by the long run.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startStandin } from '../../standin/standin.ts';
import type { ChildFacts, ChildOptions } from './server-child.ts';
import { testKey, toneWav } from './server-with-standin.ts';

export interface LoadOptions {
  readonly requests: number;
  readonly concurrency: number;
  /** 0..1 */
  readonly abortShare: number;
  /** Requests before those that count: compiled code, kept connections, the allocator's pools. Default: a quarter. */
  readonly warmUp?: number;
  /** Looks at memory after so many as well, and tells it. */
  readonly every?: number;
  readonly onLook?: (requests: number, facts: ChildFacts) => void;
  /** Waits before the last look, so that kept connections have ended. Default 0. */
  readonly restMs?: number;
}

export interface LoadReport {
  /** "kind status" or "kind aborted", counted. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** What should not have been: "kind status: start of the body". */
  readonly unexpected: readonly string[];
  /** Before any request. */
  readonly fresh: ChildFacts;
  /** After the warm-up. */
  readonly before: ChildFacts;
  readonly after: ChildFacts;
  readonly requestsPerSecond: number;
}

interface Kind {
  readonly name: string;
  readonly path: string;
  readonly init: () => RequestInit;
  readonly status: number;
  /** Must be in the body. */
  readonly holds: string;
}

const authorization = `Bearer ${testKey}`;
const wav = toneWav('yes');
const form = (fields: Record<string, string>): FormData => {
  const data = new FormData();
  data.append('file', new Blob([wav]), 'a.wav');
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
};
const upload = (name: string, fields: Record<string, string>, status: number, holds: string): Kind => ({
  name,
  path: '/v1/audio/transcriptions',
  init: () => ({ method: 'POST', headers: { authorization }, body: form(fields) }),
  status,
  holds,
});
const json = (name: string, path: string, body: unknown, status: number, holds: string): Kind => ({
  name,
  path,
  init: () => ({
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }),
  status,
  holds,
});
const model = 'gpt-5.5';
const chat = { model, messages: [{ role: 'user', content: 'Hello' }] };
const kinds: readonly Kind[] = [
  upload('transcription', {}, 200, 'yes'),
  upload('transcription text', { response_format: 'text' }, 200, 'yes'),
  upload('transcription stream', { stream: 'true' }, 200, '[DONE]'),
  upload('transcription srt', { response_format: 'srt' }, 400, 'response_format'),
  json('responses', '/v1/responses', { model, input: 'Hello' }, 200, 'You said: Hello'),
  json('responses stream', '/v1/responses', { model, input: 'Hello', stream: true }, 200, 'response.completed'),
  json('responses bad', '/v1/responses', '{"input":', 400, 'invalid_request'),
  json('chat', '/v1/chat/completions', chat, 200, 'You said: Hello'),
  json('chat stream', '/v1/chat/completions', { ...chat, stream: true }, 200, '[DONE]'),
  { name: 'models', path: '/v1/models', init: () => ({ headers: { authorization } }), status: 200, holds: 'whisper-1' },
  { name: 'health', path: '/healthz', init: () => ({}), status: 200, holds: 'ok' },
  {
    name: 'no key',
    path: '/v1/audio/transcriptions',
    init: () => ({ method: 'POST', body: form({}) }),
    status: 401,
    holds: 'invalid_api_key',
  },
  {
    name: 'nowhere',
    path: '/v1/nowhere',
    init: () => ({ headers: { authorization } }),
    status: 404,
    holds: 'route_not_found',
  },
];

export async function mixedLoad(options: LoadOptions): Promise<LoadReport> {
  await using standin = await startStandin();
  const folder = mkdtempSync(join(tmpdir(), 'rest-load-'));
  writeFileSync(join(folder, 'auth.json'), JSON.stringify(standin.newLogin()));
  const { upstream, issuer, openaiBase } = standin;
  const child = await startChild({ upstream, issuer, openaiBase, folder, key: testKey });
  try {
    const outcomes: Record<string, number> = {};
    const unexpected: string[] = [];
    const run = async (count: number, abortShare: number): Promise<void> => {
      let next = 0;
      const worker = async (): Promise<void> => {
        while (next < count) {
          const kind = kinds[next++ % kinds.length];
          if (kind === undefined) return;
          const { outcome, wrong } = await oneRequest(child.address, kind, Math.random() < abortShare);
          outcomes[`${kind.name} ${outcome}`] = (outcomes[`${kind.name} ${outcome}`] ?? 0) + 1;
          if (wrong !== undefined) unexpected.push(`${kind.name} ${wrong}`);
        }
      };
      await Promise.all(Array.from({ length: options.concurrency }, worker));
    };
    const fresh = await quietFacts(child);
    await run(options.warmUp ?? Math.ceil(options.requests / 4), options.abortShare);
    const before = await quietFacts(child);
    let seconds = 0;
    for (let done = 0; done < options.requests; ) {
      const count = Math.min(options.every ?? options.requests, options.requests - done);
      const startedAt = performance.now();
      await run(count, options.abortShare);
      seconds += (performance.now() - startedAt) / 1000;
      done += count;
      if (options.onLook !== undefined) options.onLook(done, await quietFacts(child));
    }
    await delay(options.restMs ?? 0);
    return {
      outcomes,
      unexpected,
      fresh,
      before,
      after: await quietFacts(child),
      requestsPerSecond: options.requests / seconds,
    };
  } finally {
    child.process.disconnect();
    await once(child.process, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function oneRequest(address: string, kind: Kind, giveUp: boolean): Promise<{ outcome: string; wrong?: string }> {
  const abort = new AbortController();
  const timer = giveUp ? setTimeout(() => abort.abort(), Math.random() * 30) : undefined;
  try {
    const response = await fetch(`${address}${kind.path}`, { ...kind.init(), signal: abort.signal });
    const text = await response.text();
    const right = response.status === kind.status && text.includes(kind.holds);
    return {
      outcome: String(response.status),
      ...(right ? {} : { wrong: `${response.status}: ${text.slice(0, 200)}` }),
    };
  } catch (thrown) {
    if (abort.signal.aborted) return { outcome: 'aborted' };
    const cause = thrown instanceof Error ? String(thrown.cause ?? thrown) : String(thrown);
    return { outcome: 'failed', wrong: cause };
  } finally {
    clearTimeout(timer);
  }
}

interface Child {
  readonly process: ChildProcess;
  readonly address: string;
}

async function startChild(options: ChildOptions): Promise<Child> {
  const child = fork(join(import.meta.dirname, 'server-child.ts'), [JSON.stringify(options)], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [{ address }] = (await once(child, 'message')) as [{ address: string }]; // its first message
  return { process: child, address };
}

/** When nothing is at work any more. */
async function quietFacts({ process: child }: Child): Promise<ChildFacts> {
  const until = performance.now() + 12_000;
  for (;;) {
    child.send('facts');
    const [facts] = (await once(child, 'message')) as [ChildFacts]; // its only other message
    const quiet = facts.atWork + facts.waiting + facts.uploads === 0;
    if (quiet || performance.now() > until) return facts;
    await delay(50);
  }
}
