// Reading bodies within bounds: how large, how long without a byte, how deep. Knows no route.
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { AppError } from '../contract/app-error.ts';
import type { BodyPlace } from './body-room.ts';
import type { RequestFacts } from './request-facts.ts';

export interface BodyLimits {
  readonly mostBytes: number;
  readonly stalledMs: number;
}

/** Content-Length, when it is said. Node has refused what is no number. */
export function declaredBytes(request: IncomingMessage): number | undefined {
  const length = request.headers['content-length'];
  return length === undefined ? undefined : Number(length);
}

export function tooLarge(mostBytes: number): AppError {
  const mebibytes = Math.round((mostBytes / (1024 * 1024)) * 10) / 10;
  return new AppError('payload_too_large', `The body is larger than ${mebibytes} MiB.`);
}

/** Before anything is read: no encodings, the right type, not too much announced. */
export function headRefusal(
  request: IncomingMessage,
  kind: 'none' | 'json' | 'form',
  mostBytes: number,
): AppError | undefined {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity') {
    return new AppError('unsupported_media_type', 'Encoded bodies are not taken.', {
      hint: 'Send it without Content-Encoding.',
    });
  }
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  const wanted = kind === 'json' ? 'application/json' : 'multipart/form-data';
  if (kind !== 'none' && type !== wanted) {
    return new AppError('unsupported_media_type', `This route takes ${wanted}.`, { hint: 'Set Content-Type.' });
  }
  return (declaredBytes(request) ?? 0) > mostBytes ? tooLarge(mostBytes) : undefined;
}

/**
 * Counts what arrives and aborts the request's work when it is too much or too slow. Call it when somebody reads the body
 * already: listening for data sets it flowing.
 */
export function watchBody(request: IncomingMessage, facts: RequestFacts, limits: BodyLimits): Disposable {
  let bytes = 0;
  let lastAtMs = performance.now();
  const count = (chunk: Buffer): void => {
    bytes += chunk.length;
    lastAtMs = performance.now();
    if (bytes > limits.mostBytes) facts.work.abort(tooLarge(limits.mostBytes));
  };
  const timer = setInterval(
    () => {
      // While we are the slow one, nothing can arrive.
      if (request.isPaused()) lastAtMs = performance.now();
      else if (performance.now() - lastAtMs >= limits.stalledMs) {
        facts.work.abort(new AppError('request_timeout', 'The body stopped arriving.'));
      }
    },
    Math.max(10, limits.stalledMs / 10),
  );
  const stop = (): void => {
    clearInterval(timer);
    request.off('data', count);
  };
  request.on('data', count);
  request.once('close', stop);
  request.once('end', stop);
  return { [Symbol.dispose]: stop };
}

/**
 * The body as JSON; undefined for an empty one. Throws `invalid_request`, or what ended the request's work.
 * @param place told how large the body has become
 */
export async function readJson(
  request: IncomingMessage,
  facts: RequestFacts,
  limits: BodyLimits,
  place?: BodyPlace,
): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const { signal } = facts.work;
  const failed = (): void =>
    reject(signal.aborted ? signal.reason : new AppError('cancelled', 'The client went away.'));
  const take = (chunk: Buffer): void => {
    bytes += chunk.length;
    try {
      place?.grow(bytes);
      chunks.push(chunk);
    } catch (noRoom) {
      facts.work.abort(noRoom);
    }
  };
  request.on('data', take);
  request.once('end', resolve);
  request.once('error', failed);
  request.once('close', failed); // After the end it changes nothing any more.
  signal.addEventListener('abort', failed, { once: true });
  using _watch = watchBody(request, facts, limits);
  try {
    await promise;
  } finally {
    signal.removeEventListener('abort', failed);
    request.off('data', take);
  }
  return parseJson(Buffer.concat(chunks));
}

const deepest = 200;

function parseJson(bytes: Buffer): unknown {
  // Decoded all the same, bytes of another encoding would become replacement characters and go to the model as if meant.
  if (!isUtf8(bytes)) {
    throw new AppError('invalid_request', 'The body is not UTF-8.', { hint: 'Encode it as UTF-8.' });
  }
  const text = bytes.toString('utf8').replace(/^\ufeff/, ''); // the mark that PowerShell and some editors begin with
  if (text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AppError('invalid_request', 'The body is no JSON.', { hint: 'Correct its syntax.' });
  }
  if (isDeeperThan(value, deepest)) {
    throw new AppError('invalid_request', 'The body is nested too deeply.', {
      hint: `At most ${deepest} levels are taken.`,
    });
  }
  return value;
}

/** Without recursion: that is what deep bodies are made to break. */
function isDeeperThan(value: unknown, levels: number): boolean {
  let row: unknown[] = [value];
  for (let level = 0; row.length > 0; level += 1) {
    if (level > levels) return true;
    const next: unknown[] = [];
    for (const item of row) {
      if (typeof item !== 'object' || item === null) continue;
      for (const inner of Object.values(item)) if (typeof inner === 'object' && inner !== null) next.push(inner);
    }
    row = next;
  }
  return false;
}
