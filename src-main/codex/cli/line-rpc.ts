// JSON-RPC without the `jsonrpc` member, one message a line, over a program's standard input and output.
// Knows the wire, not what is asked. Source: openai/codex `app-server/README.md`.
import type { ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { CodexError } from '../errors.ts';
import { isRecord, parseJson } from '../transport/read-body.ts';

export type RpcParameters = Readonly<Record<string, unknown>>;

export interface LineRpc {
  request(method: string, params: RpcParameters): Promise<unknown>;
  notify(method: string, params?: RpcParameters): void;
  /** Notifications of the other side. Returns what ends it. */
  onNotification(listener: (method: string, params: RpcParameters) => void): () => void;
  /** Rejects when the program ends or could not be started; never resolves. */
  readonly failure: Promise<never>;
  close(): void;
}

export function lineRpc(child: ChildProcessByStdio<Writable, Readable, null>): LineRpc {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const listeners = new Set<(method: string, params: RpcParameters) => void>();
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => undefined); // Those who wait see it through a race.
  const fail = (error: CodexError): void => {
    failure.reject(error);
    for (const pending of waiting.values()) pending.reject(error);
    waiting.clear();
  };
  child.once('error', (cause) => {
    const missing = 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'EACCES');
    fail(
      missing
        ? new CodexError(
            'login_unsupported',
            'The official Codex program is not installed; install it or ask directly.',
            { cause },
          )
        : new CodexError('upstream_error', 'The official Codex program could not be started.', { cause }),
    );
  });
  child.once('exit', () => fail(new CodexError('upstream_error', 'The official Codex program ended; start it again.')));
  child.stdin.on('error', () => undefined); // Its end is told by `exit`.
  const say = (message: object): void => {
    child.stdin.write(`${JSON.stringify(message)}\n`);
  };
  const lines = createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on('line', (line) => {
    const message = parseJson(line);
    if (!isRecord(message)) return; // A stray line of text is no message.
    if (typeof message.method === 'string') {
      const params = isRecord(message.params) ? message.params : {};
      // It asks for approvals and tokens: nobody is here to give any.
      if (message.id !== undefined) say({ id: message.id, error: { code: -32_601, message: 'declined' } });
      else for (const listener of [...listeners]) listener(message.method, params);
      return;
    }
    const pending = typeof message.id === 'number' ? waiting.get(message.id) : undefined;
    if (pending === undefined || typeof message.id !== 'number') return;
    waiting.delete(message.id);
    if (message.error === undefined) pending.resolve(message.result);
    else
      pending.reject(
        new CodexError('upstream_error', 'The official Codex program refused the request.', { cause: message.error }),
      );
  });
  let lastId = 0;
  return {
    request: async (method, params) => {
      lastId += 1;
      const answer = Promise.withResolvers<unknown>();
      waiting.set(lastId, answer);
      say({ id: lastId, method, params });
      return await Promise.race([answer.promise, failure.promise]);
    },
    notify: (method, params) => say(params === undefined ? { method } : { method, params }),
    onNotification: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    failure: failure.promise,
    close: () => lines.close(),
  };
}
