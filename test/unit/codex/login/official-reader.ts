// Reads auth.json as the official program is documented to, and lists what it would stumble over. Written from the
// protocol page alone: it shares no line with the code that writes the file.
import { readFileSync, statSync } from 'node:fs';

const modes = [
  'apikey',
  'chatgpt',
  'chatgptAuthTokens',
  'headers',
  'agentIdentity',
  'personalAccessToken',
  'bedrockApiKey',
];

export interface OfficialView {
  readonly faults: string[];
  /** Which credential the official program would use. */
  readonly uses: 'chatgpt' | 'apikey' | 'other' | 'nothing';
  readonly accountHeader: string | undefined;
}

export function readAsOfficial(file: string): OfficialView {
  const faults: string[] = [];
  const need = (condition: boolean, fault: string): void => {
    if (!condition) faults.push(fault);
  };
  if (process.platform !== 'win32') need((statSync(file).mode & 0o777) === 0o600, 'mode is not 0600');
  const text = readFileSync(file, 'utf8');
  const document: unknown = JSON.parse(text);
  if (typeof document !== 'object' || document === null)
    return { faults: ['no object'], uses: 'nothing', accountHeader: undefined };
  const all = new Map<string, unknown>(Object.entries(document));
  need(text === JSON.stringify(document, null, 2), 'not pretty-printed with two spaces');
  const mode = all.get('auth_mode');
  need(mode === undefined || (typeof mode === 'string' && modes.includes(mode)), 'auth_mode is unknown');
  const key = all.get('OPENAI_API_KEY');
  need(all.has('OPENAI_API_KEY') && (key === null || typeof key === 'string'), 'OPENAI_API_KEY is not text or null');
  const lastRefresh = all.get('last_refresh');
  need(
    lastRefresh === undefined ||
      (typeof lastRefresh === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(lastRefresh)),
    'last_refresh is not RFC 3339 in UTC',
  );
  const tokens = all.get('tokens');
  let accountHeader: string | undefined;
  if (tokens !== undefined) {
    const fields = new Map<string, unknown>(Object.entries(tokens ?? {}));
    need(isJwt(fields.get('id_token')), 'id_token is no JWT');
    need(typeof fields.get('access_token') === 'string', 'access_token is no text');
    need(typeof fields.get('refresh_token') === 'string', 'refresh_token is no text');
    const account = fields.get('account_id');
    need(
      fields.has('account_id') && (account === null || typeof account === 'string'),
      'account_id is not text or null',
    );
    if (typeof account === 'string') accountHeader = account;
  }
  const resolved = mode ?? (all.has('personal_access_token') ? 'pat' : typeof key === 'string' ? 'apikey' : 'chatgpt');
  const uses =
    resolved === 'apikey' && typeof key === 'string'
      ? 'apikey'
      : resolved === 'chatgpt'
        ? tokens !== undefined && lastRefresh !== undefined
          ? 'chatgpt'
          : 'nothing'
        : 'other';
  return { faults, uses, accountHeader };
}

function isJwt(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const parts = value.split('.');
  if (parts.length !== 3 || parts.some((part) => part === '' || !/^[\w-]+$/.test(part))) return false;
  try {
    return typeof JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString()) === 'object';
  } catch {
    return false;
  }
}
