// How errors look on the wire: OpenAI's shape, Ollama's for /api. Messages are for people: short, one line, never a page.
import { AppError, toAppError } from '../contract/app-error.ts';
import { type ErrorCode, errorFacts } from '../contract/error-table.ts';

export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string;
  };
}

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ErrorBody;
}

export function errorAnswer(thrown: unknown): ErrorAnswer {
  const error = toAppError(thrown);
  const { status, type } = errorFacts(error.code);
  // Our own sentences say what happened, the hint what to do; other rooms' sentences say both.
  const message = thrown instanceof AppError ? `${error.message} ${error.hint}` : error.message;
  return {
    status,
    headers: {
      ...(error.code === 'invalid_api_key' ? { 'WWW-Authenticate': 'Bearer realm="Sotto"' } : {}),
      ...(error.retryAfterMs === undefined || (status !== 429 && status !== 503)
        ? {}
        : { 'Retry-After': String(Math.max(1, Math.ceil(error.retryAfterMs / 1000))) }),
      ...(isFinal(error.code, status) ? { 'x-should-retry': 'false' } : {}),
    },
    body: { error: { message: clip(message), type, param: error.param ?? null, code: wireCode(error) } },
  };
}

/** A missing model has a name of its own that clients know; for everything else the codes are the same. */
function wireCode({ code, param }: AppError): string {
  return code === 'route_not_found' && param === 'model' ? 'model_not_found' : code;
}

/** The SDKs try 408, 409, 429 and 5xx again by themselves, and send the audio again: where that can't help, they are told. */
function isFinal(code: ErrorCode, status: number): boolean {
  const { retry, exit } = errorFacts(code);
  if (code === 'refresh_unavailable') return false;
  return (
    exit === 3 ||
    status === 408 ||
    status === 409 ||
    status === 507 ||
    code === 'quota_exhausted' ||
    retry === 'signed-in'
  );
}

export function ollamaBody(body: ErrorBody): { readonly error: string } {
  return { error: body.error.message };
}

const longest = 500;

/** What pages are made of; a message may well say `<key>`. */
const markup =
  /<(?:!doctype|!--|\/?(?:html|head|body|title|meta|link|script|style|div|span|p|a|b|i|h\d|br|hr|img|svg|iframe|table|ul|ol|li|pre|center|form|noscript)\b)/i;

/** At most 500 characters of one line, never half a character; what follows a page's first tag is no message. */
export function clip(text: string): string {
  const at = text.search(markup);
  const words = at < 0 ? text : text.slice(0, at).replace(/[\s:]+$/, '');
  const line = words.replace(/\s+/g, ' ').trim().toWellFormed();
  const characters = [...(line === '' ? 'The service answered with a page instead of an answer.' : line)];
  return characters.length <= longest ? characters.join('') : `${characters.slice(0, longest - 1).join('')}\u2026`;
}
