// A folder with a login in it, for one test; gone afterwards.
import { createHmac, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetch } from 'undici';
import { type CredentialsOptions, openCredentials } from '../../../../src-main/codex/credentials/credentials.ts';
import { noteLogin } from '../../../hygiene/secret-book.ts';
import { watched } from '../../../hygiene/watch.ts';

export interface LoginPlace extends Disposable {
  readonly codexHome: string;
  readonly authFile: string;
  readonly options: CredentialsOptions;
  /** Everything that was logged, as one text. */
  logged(): string;
  open(more?: Partial<CredentialsOptions>): ReturnType<typeof openCredentials>;
  write(document: object | string): void;
  read(): Stored;
  /** Names beside auth.json. */
  others(): string[];
}

/** auth.json as the tests look at it. */
export interface Stored {
  [key: string]: unknown;
  readonly auth_mode?: string;
  readonly OPENAI_API_KEY: string | null;
  readonly tokens: { id_token: string; access_token: string; refresh_token: string; account_id: string | null };
  readonly last_refresh: string;
}

export function loginPlace(document?: object | string, options: Partial<CredentialsOptions> = {}): LoginPlace {
  const codexHome = mkdtempSync(join(tmpdir(), 'login-'));
  const authFile = join(codexHome, 'auth.json');
  const lines: string[] = [];
  const write = (content: object | string): void => {
    const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
    if (typeof content !== 'string') noteLogin(content);
    writeFileSync(authFile, text, { mode: 0o600 });
  };
  if (document !== undefined) write(document);
  const all: CredentialsOptions = {
    fetch,
    home: codexHome,
    codexHome,
    codexCommand: null,
    log: (level, message, facts) => lines.push(watched('the client’s log', JSON.stringify([level, message, facts]))),
    ...options,
  };
  return {
    codexHome,
    authFile,
    options: all,
    logged: () => lines.join('\n'),
    open: (more) => openCredentials({ ...all, ...more }),
    write,
    // What the tests wrote or the code under test wrote; each test checks the fields it uses.
    read: () => JSON.parse(readFileSync(authFile, 'utf8')) as Stored,
    others: () => readdirSync(codexHome).filter((name) => name !== 'auth.json'),
    [Symbol.dispose]: () => {
      if (existsSync(codexHome)) chmodSync(codexHome, 0o700);
      rmSync(codexHome, { recursive: true, force: true });
    },
  };
}

const signingKey = randomBytes(32);

/** A JWT with these claims and a signature that nobody checks: the same for the same claims in one test file. */
export function tokenWith(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${body}.${createHmac('sha256', signingKey).update(body).digest('base64url')}`;
}

/** How a call failed, as data. */
export async function failureOf(work: Promise<unknown>): Promise<{ code: unknown; message: string }> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error) return { code: 'code' in error ? error.code : undefined, message: error.message };
    throw error;
  }
  throw new Error('It did not fail.');
}
