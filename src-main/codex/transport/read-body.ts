// Reads answers into memory, but never more than was expected.
import { CodexError } from '../errors.ts';
import type { TransportResponse } from './transport.ts';

/** Throws `invalid_response` when the answer is longer than `limitBytes`. */
export async function readBytes(response: TransportResponse, limitBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.length;
    if (length > limitBytes) {
      throw new CodexError(
        'invalid_response',
        `The service\u2019s answer is longer than ${limitBytes} bytes; try again.`,
        {
          status: response.status,
        },
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Throws `invalid_response` when the answer is not a JSON object. What it said is not repeated: it may be a page. */
export async function readJsonObject(
  response: TransportResponse,
  limitBytes: number,
): Promise<Readonly<Record<string, unknown>>> {
  const bytes = await readBytes(response, limitBytes);
  const value = parseJson(bytes.toString('utf8'));
  if (!isRecord(value)) {
    throw new CodexError(
      'invalid_response',
      'The service answered with something that is not the expected JSON; try again.',
      {
        status: response.status,
      },
    );
  }
  return value;
}

/** The start of an answer whose rest is of no interest; what breaks on the way ends it. */
export async function readStart(response: TransportResponse, limitBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= limitBytes) break;
    }
  } catch {
    // The status has told what matters; the words are extra.
  }
  return Buffer.concat(chunks).subarray(0, limitBytes).toString('utf8');
}

/** Undefined for what is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
