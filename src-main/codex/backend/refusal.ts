// Reads what the service says when it refuses, and says it as one CodexError. The one place to change when its words
// change. Sources: openai/codex `codex-api/src/api_bridge.rs`, `protocol/src/error.rs`; `{"detail": …}` from the backend.
import { CodexError, type CodexErrorCode } from '../errors.ts';
import { isRecord, parseJson, readStart } from '../transport/read-body.ts';
import type { TransportResponse } from '../transport/transport.ts';

const readAtMostBytes = 64 * 1024;

/** A managed challenge (`cf-mitigated`), or a 403 with a page instead of an answer. */
export function isChallenge(response: TransportResponse): boolean {
  if (response.header('cf-mitigated')?.toLowerCase() === 'challenge') return true;
  return response.status === 403 && /\bhtml\b/i.test(response.header('content-type') ?? '');
}

export function challengeError(host: string): CodexError {
  return new CodexError(
    'upstream_challenge',
    `${host} wants a browser check on this network; try again later, use another network, or an API key.`,
    { status: 403 },
  );
}

/** Overloaded services ask not to be tried again at once. */
export function isOverloaded(refusal: CodexError): boolean {
  return refusal.status === 503 && refusal.retryAfterMs !== undefined;
}

export async function readRefusal(response: TransportResponse, nowMs: number): Promise<CodexError> {
  const { status } = response;
  if (status >= 300 && status < 400) {
    await response.discard();
    return new CodexError(
      'network',
      'Something on the way redirects the request; a network\u2019s sign-in page may want attention.',
      {
        status,
      },
    );
  }
  const text = await readStart(response, readAtMostBytes);
  return refusalFrom(status, parseJson(text), text, (name) => response.header(name), nowMs);
}

/** Pure part, also for errors that arrive inside a stream. */
export function refusalFrom(
  status: number,
  body: unknown,
  text: string,
  header: (name: string) => string | undefined,
  nowMs: number,
): CodexError {
  const said = readWords(body, text);
  const type = said.type ?? said.code ?? '';
  const { code, what } = classify(status, type, said.code ?? '');
  const wantsWait = code === 'rate_limited' || code === 'quota_exhausted' || overloadCodes.has(said.code ?? '');
  const waitMs = wantsWait
    ? (waitOf(body, header('retry-after'), nowMs) ?? (status === 503 ? 0 : undefined))
    : undefined;
  const message = `${what} (${status})${said.message === '' ? '.' : `: ${said.message}`}`;
  return new CodexError(code, message, { status, ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }) });
}

function classify(status: number, type: string, code: string): { code: CodexErrorCode; what: string } {
  if (type === 'usage_not_included' || code === 'usage_not_included') {
    return { code: 'plan_not_included', what: 'The account\u2019s plan does not include this' };
  }
  if (type === 'usage_limit_reached' || quotaCodes.has(code) || quotaCodes.has(type) || status === 402) {
    return { code: 'quota_exhausted', what: 'The account\u2019s usage limit is reached' };
  }
  if (status === 429) return { code: 'rate_limited', what: 'The service asks to wait' };
  if (status === 401) return { code: 'login_expired', what: 'The service does not accept this login any more' };
  if (status === 413) return { code: 'upstream_rejected', what: 'The service takes no request of this size' };
  if (status >= 500) return { code: 'upstream_error', what: 'The service failed' };
  return { code: 'upstream_rejected', what: 'The service refused the request' };
}

const quotaCodes = new Set(['insufficient_quota', 'usage_limit_reached', 'quota_exceeded']);
const overloadCodes = new Set(['server_is_overloaded', 'slow_down']);

interface Words {
  readonly message: string;
  readonly type?: string;
  readonly code?: string;
}

/** `{error: {message, type, code}}`, `{error: "…"}`, `{detail: "…" | {message, code}}`, `{message}`, or plain text. */
function readWords(body: unknown, text: string): Words {
  if (!isRecord(body)) return { message: plainText(text) };
  const inner = [body.error, body.detail, body].find(isRecord) ?? body;
  const message = [inner.message, body.error, body.detail, body.message].find((part) => typeof part === 'string') ?? '';
  return {
    message: clip(redact(message)),
    ...(typeof inner.type === 'string' ? { type: inner.type } : {}),
    ...(typeof inner.code === 'string' ? { code: inner.code } : {}),
  };
}

/** Pages are never shown. */
function plainText(text: string): string {
  return /<[a-z!/]/i.test(text) ? '' : clip(redact(text));
}

/** Services repeat keys and tokens in their complaints. */
function redact(text: string): string {
  return text.replace(/\beyJ[\w-]{8,}(\.[\w-]+)*/g, '\u2026').replace(/\b(sk|rt|at)[-_][\w*-]{6,}/g, '$1-\u2026');
}

/** At most 500 characters of one line, never half a character. */
export function clip(text: string, most = 500): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = [...line];
  if (characters.length <= most) return line.toWellFormed();
  return `${characters
    .slice(0, most - 1)
    .join('')
    .toWellFormed()}\u2026`;
}

/** Milliseconds until another try makes sense: `resets_at` (unix s), `resets_in_seconds`, `Retry-After` (s or a date). */
function waitOf(body: unknown, retryAfter: string | undefined, nowMs: number): number | undefined {
  const inner = isRecord(body) ? ([body.error, body.detail].find(isRecord) ?? body) : {};
  if (typeof inner.resets_at === 'number') return Math.max(0, inner.resets_at * 1000 - nowMs);
  if (typeof inner.resets_in_seconds === 'number') return Math.max(0, inner.resets_in_seconds * 1000);
  if (retryAfter === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(retryAfter.trim())) return Number(retryAfter) * 1000;
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
