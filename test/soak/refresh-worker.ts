// A process that uses the login as a program would: on each message it opens the credentials and asks many times at
// once. Started by the refresh tests, which may kill it at any moment.
import { createHash } from 'node:crypto';
import { fetch, Response } from 'undici';
import { type CodexFetch, openCredentials } from '../../src-main/codex/credentials/credentials.ts';
import { isCodexError } from '../../src-main/codex/errors.ts';

export interface WorkerTask {
  readonly codexHome: string;
  readonly issuer: string;
  readonly calls: number;
  /** Starts the process that renews; null: the worker does it itself. */
  readonly keeper: readonly string[] | null;
  /** kill -9 itself when the answer's last byte was handed over, before anything can be done with it. */
  readonly dieAfterAnswer?: boolean;
}

export interface WorkerResult {
  /** SHA-256 of each bearer. */
  readonly bearers: readonly string[];
  /** Codes of the calls that failed. */
  readonly failures: readonly string[];
}

async function work(task: WorkerTask): Promise<WorkerResult> {
  await using credentials = openCredentials({
    fetch: task.dieAfterAnswer ? fetchAndDie : fetch,
    home: task.codexHome,
    codexHome: task.codexHome,
    issuer: task.issuer,
    codexCommand: null,
    keeper: task.keeper === null ? null : { command: task.keeper },
  });
  const bearers: string[] = [];
  const failures: string[] = [];
  await Promise.all(
    Array.from({ length: task.calls }, async () => {
      try {
        const { token } = await credentials.bearer();
        bearers.push(createHash('sha256').update(token).digest('hex'));
      } catch (error) {
        failures.push(isCodexError(error) ? `${error.code}: ${error.message}` : String(error));
      }
    }),
  );
  return { bearers, failures };
}

const fetchAndDie: CodexFetch = async (input, init) => {
  const { status, body } = await fetch(input, init);
  const reader = body?.getReader();
  const stream = new ReadableStream(
    {
      pull: async (controller) => {
        const { done, value } = (await reader?.read()) ?? { done: true };
        if (done) process.kill(process.pid, 'SIGKILL');
        else controller.enqueue(value);
      },
    },
    { highWaterMark: 0 }, // Nothing ahead of the reader.
  );
  return new Response(stream, { status });
};

if (process.send !== undefined) {
  process.on('message', (task: WorkerTask) => {
    void work(task).then((result) => process.send?.(result));
  });
  process.send('ready');
}
