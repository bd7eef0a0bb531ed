// Sends fuzzed bodies and says what should not have been answered. Used by a short test and by the long run.
import type { AnswerStream, ServerPorts } from '../../../src-main/server/ports.ts';
import { fuzzRequest, randomFrom } from './fuzz-bodies.ts';
import { testKey, toneWav } from './server-with-standin.ts';

export interface FuzzReport {
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
}

/** Answers as quickly as can be, but looks at all that it is given. */
export const quickPorts: Pick<ServerPorts, 'transcription' | 'answers'> = {
  transcription: {
    transcribe: async (_audio, options) => ({ text: `heard ${options.language ?? ''}`, durationMs: 1000 }),
  },
  answers: {
    responses: async (body) => {
      JSON.stringify(body);
      return quickAnswer();
    },
    compact: async (body) => ({ output: [{ type: 'compaction', length: JSON.stringify(body).length }] }),
  },
};

function quickAnswer(): AnswerStream {
  const message = { type: 'message', id: 'm', role: 'assistant', content: [{ type: 'output_text', text: 'ok' }] };
  const response = { id: 'r', status: 'completed', output: [message] };
  return {
    failure: () => undefined,
    gathered: async () => response,
    async *[Symbol.asyncIterator]() {
      yield { type: 'response.output_text.delta', delta: 'ok', output_index: 0 };
      yield { type: 'response.completed', response };
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

export async function fuzzRun(url: string, count: number, seed: number): Promise<FuzzReport> {
  const random = randomFrom(seed);
  const wav = toneWav('hi').subarray(0, 2000);
  const statuses: Record<string, number> = {};
  const problems: string[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const at = next++;
      const { path, contentType, body } = fuzzRequest(random, wav);
      const told = `seed ${seed}, number ${at}, ${path}`;
      try {
        const response = await fetch(`${url}${path}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${testKey}`, 'content-type': contentType },
          body: Uint8Array.from(body),
        });
        const text = await response.text();
        statuses[response.status] = (statuses[response.status] ?? 0) + 1;
        if (!isRight(response.status, text, path)) problems.push(`${told}: ${response.status} ${text.slice(0, 300)}`);
      } catch (thrown) {
        problems.push(`${told}: ${thrown instanceof Error ? String(thrown.cause ?? thrown) : 'failed'}`);
      }
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  return { statuses, problems };
}

function isRight(status: number, text: string, path: string): boolean {
  if (status >= 200 && status < 300) return true;
  if (status < 400 || status > 499) return false;
  const { error } = JSON.parse(text) as { error: unknown }; // no JSON is a problem: thrown and told
  if (path.startsWith('/api/')) return typeof error === 'string' && error !== '';
  if (typeof error !== 'object' || error === null) return false;
  const { message, type, param, code } = error as Record<string, unknown>; // an object, checked
  return (
    typeof message === 'string' && message !== '' && !/<\w/.test(message) && [...message].length <= 500 &&
    typeof type === 'string' && (param === null || typeof param === 'string') && typeof code === 'string'
  ); // biome-ignore format: one sentence
}
