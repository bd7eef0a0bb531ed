// Turns what a broken connection throws into a sentence for people. Knows the codes of Node, OpenSSL and undici.
import { CodexError, cancelledError } from '../errors.ts';

/** The connection was lost after it stood: sending once more may help. */
export class ConnectionCut extends CodexError {
  constructor(host: string, cause: unknown) {
    super('network', `The connection to ${host} was cut; try again.`, { cause });
  }
}

/** What an aborted signal means: its reason when that is one of ours, `upstream_timeout` for a timer, else `cancelled`. */
export function abortFailure(signal: AbortSignal, host: string): CodexError {
  const reason: unknown = signal.reason;
  if (reason instanceof CodexError) return reason;
  if (reason instanceof Error && reason.name === 'TimeoutError') {
    return new CodexError('upstream_timeout', `${host} did not answer in time; try again.`);
  }
  return cancelledError('The request');
}

export function networkFailure(thrown: unknown, host: string): CodexError {
  if (thrown instanceof CodexError) return thrown;
  const code = errorCode(thrown);
  const details = { cause: thrown };
  if (cutCodes.has(code)) return new ConnectionCut(host, thrown);
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
    return new CodexError('connect_timeout', `${host} could not be reached in time; check the connection.`, details);
  }
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return new CodexError('upstream_timeout', `${host} fell silent; try again.`, details);
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new CodexError('network', `${host} was not found; check the internet connection.`, details);
  }
  if (code === 'ECONNREFUSED') {
    return new CodexError('network', `${host} refused the connection; check the address and the proxy.`, details);
  }
  if (isCertificateCode(code)) {
    return new CodexError(
      'network',
      `The certificate of ${host} is not trusted (${code}); a company\u2019s own certificate belongs into the system\u2019s store or NODE_EXTRA_CA_CERTS.`,
      details,
    );
  }
  if (/^Proxy response \(\d{3}\)|Proxy Authentication Required/.test(messageOf(thrown))) {
    const status = /\d{3}/.exec(messageOf(thrown))?.[0] ?? '';
    return new CodexError(
      'network',
      `The proxy refused the way to ${host} (${status}); check its address and password.`,
      details,
    );
  }
  if (code.startsWith('HPE_') || code === 'UND_ERR_HEADERS_OVERFLOW') {
    return new CodexError('invalid_response', `${host} answered with something that is not HTTP.`, details);
  }
  return new CodexError(
    'network',
    `${host} could not be reached${code === '' ? '' : ` (${code})`}; check the connection.`,
    details,
  );
}

/** True when nothing was sent yet, so that another way may be tried. */
export function failedToConnect(thrown: unknown): boolean {
  const code = errorCode(thrown);
  return connectCodes.has(code) || isCertificateCode(code) || /^Proxy response/.test(messageOf(thrown));
}

const cutCodes = new Set([
  'UND_ERR_SOCKET',
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
]);
const connectCodes = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_PRX_CONN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
]);

function isCertificateCode(code: string): boolean {
  return /CERT|ERR_TLS_|ERR_SSL_|UNABLE_TO_(GET|VERIFY)/.test(code);
}

/** The first code along the chain of causes: fetch and happy eyeballs wrap the telling error. */
function errorCode(thrown: unknown): string {
  for (let error = thrown, depth = 0; error instanceof Error && depth < 6; depth += 1) {
    if ('code' in error && typeof error.code === 'string') return error.code;
    error = error instanceof AggregateError ? error.errors[0] : error.cause;
  }
  return '';
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : '';
}
