// Events of a streamed answer as they go over the wire, and what a failure among them means. Pure.
// Codes inside streams: openai/codex `codex-api/src/sse/responses.rs`.
import { AppError } from '../contract/app-error.ts';
import type { ErrorCode } from '../contract/error-table.ts';

export type WireEvent = Readonly<Record<string, unknown>> & { readonly type: string };

/** Kinds that the client doesn't know come wrapped; here they are unwrapped. */
export function wireEvent(event: { readonly type: string }): WireEvent {
  const fields = event as WireEvent; // an event is the parsed JSON object that came
  if (event.type !== 'other') return fields;
  const data = asRecord(fields.data);
  return { ...data, type: typeof data.type === 'string' ? data.type : 'other' };
}

export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Undefined when the event tells of no failure. */
export function eventFailure(event: WireEvent): AppError | undefined {
  if (event.type === 'response.failed') return failure(asRecord(asRecord(event.response).error));
  if (event.type === 'error') return failure(isRecord(event.error) ? event.error : event);
  return undefined;
}

const codes: Readonly<Record<string, ErrorCode>> = {
  context_length_exceeded: 'upstream_rejected',
  invalid_prompt: 'upstream_rejected',
  cyber_policy: 'upstream_rejected',
  bio_policy: 'upstream_rejected',
  misalignment_policy_violation: 'upstream_rejected',
  insufficient_quota: 'quota_exhausted',
  usage_limit_reached: 'quota_exhausted',
  usage_not_included: 'plan_not_included',
  rate_limit_exceeded: 'rate_limited',
};

function failure(error: Readonly<Record<string, unknown>>): AppError {
  const name = typeof error.code === 'string' ? error.code : '';
  const said = typeof error.message === 'string' ? error.message : '';
  const message = `The service failed${name === '' ? '' : ` (${name})`}${said === '' ? '.' : `: ${said}`}`;
  return new AppError(codes[name] ?? 'upstream_error', message, { hint: '' });
}
