// What a failure inside a stream means. Codes: openai/codex `codex-api/src/sse/responses.rs`.
import { clip } from '../backend/refusal.ts';
import { CodexError, type CodexErrorCode } from '../errors.ts';
import type { ResponseError, ResponseEvent } from './response-events.ts';

/** Undefined when the event tells of no failure. `now` in milliseconds since 1970. */
export function streamFailure(event: ResponseEvent, nowMs: number): CodexError | undefined {
  if (event.type === 'response.failed') return failureOf(event.response.error ?? {}, nowMs);
  if (event.type === 'error') return failureOf(event.error ?? event, nowMs);
  return undefined;
}

/** The connection ended, but the answer had not. */
export function endedEarly(): CodexError {
  return new CodexError('upstream_error', 'The answer broke off before its end; try again.');
}

function failureOf(error: ResponseError & { readonly type?: unknown }, nowMs: number): CodexError {
  const name = error.code ?? (typeof error.type === 'string' && error.type !== 'error' ? error.type : '') ?? '';
  const said = clip(typeof error.message === 'string' ? error.message : '');
  const code = codes[name] ?? 'upstream_error';
  const message = `${sentences[code] ?? 'The service failed'}${name === '' ? '' : ` (${name})`}${said === '' ? '.' : `: ${said}`}`;
  const waitMs = waitOf(error, said, nowMs) ?? (overloaded.has(name) ? 0 : undefined);
  return new CodexError(code, message, waitMs === undefined ? {} : { retryAfterMs: waitMs });
}

/** Asking again at once makes it worse. */
const overloaded = new Set(['server_is_overloaded', 'slow_down']);

const codes: Readonly<Record<string, CodexErrorCode>> = {
  context_length_exceeded: 'upstream_rejected',
  cyber_policy: 'upstream_rejected',
  misalignment_policy_violation: 'upstream_rejected',
  invalid_prompt: 'upstream_rejected',
  bio_policy: 'upstream_rejected',
  insufficient_quota: 'quota_exhausted',
  usage_limit_reached: 'quota_exhausted',
  usage_not_included: 'plan_not_included',
  rate_limit_exceeded: 'rate_limited',
};

const sentences: Partial<Record<CodexErrorCode, string>> = {
  upstream_rejected: 'The service refused the request',
  quota_exhausted: 'The account\u2019s usage limit is reached',
  plan_not_included: 'The account\u2019s plan does not include this',
  rate_limited: 'The service asks to wait',
};

/** `resets_at` in unix seconds, or "try again in 1.5s" within the words. */
function waitOf(error: ResponseError, said: string, nowMs: number): number | undefined {
  if (typeof error.resets_at === 'number') return Math.max(0, error.resets_at * 1000 - nowMs);
  const match = /try again in\s+(\d+(?:\.\d+)?)\s*(ms|s|seconds?)\b/i.exec(said);
  if (match?.[1] === undefined) return undefined;
  return Math.round(Number(match[1]) * (match[2]?.toLowerCase() === 'ms' ? 1 : 1000));
}
