// The shape of auth.json: parsed, merged, written. Pure: it must not know where the file lies or who wrote it.
// Fields and rules: openai/codex `login/src/auth/storage.rs`; the official program must be able to read what we write.
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { CodexError } from '../errors.ts';

const optionalText = z.string().nullish();

const tokensShape = z.looseObject({
  id_token: optionalText,
  access_token: optionalText,
  refresh_token: optionalText,
  account_id: optionalText,
});

const documentShape = z.looseObject({
  auth_mode: optionalText,
  OPENAI_API_KEY: optionalText,
  tokens: tokensShape.nullish(),
  last_refresh: optionalText,
  personal_access_token: optionalText,
  agent_identity: z.unknown().optional(),
  bedrock_api_key: z.unknown().optional(),
});

/** auth.json with every key that was in it, known or not. */
export type AuthDocument = z.infer<typeof documentShape>;
export type AuthTokens = z.infer<typeof tokensShape>;

/** What the token endpoint gave; what is absent stays as it was. */
export interface IssuedTokens {
  readonly id_token?: string;
  readonly access_token?: string;
  readonly refresh_token?: string;
}

/**
 * `undefined`: not whole JSON, perhaps half written: read again.
 * Throws `login_unreadable` for whole JSON of another shape.
 */
export function parseAuthDocument(text: string): AuthDocument | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined; // JSON.parse quotes the text in its message: it must not travel.
  }
  const parsed = documentShape.safeParse(value);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') || 'the document';
  throw new CodexError('login_unreadable', `The login file is JSON, but ${where} is not of the expected type.`);
}

/** As the official program writes it: two spaces, no newline at the end, the API key named even when there is none. */
export function formatAuthDocument(document: AuthDocument): string {
  const { auth_mode, OPENAI_API_KEY, tokens, last_refresh, ...rest } = document;
  const ordered = {
    ...(auth_mode === undefined || auth_mode === null ? {} : { auth_mode }),
    OPENAI_API_KEY: OPENAI_API_KEY ?? null,
    ...(tokens === undefined || tokens === null
      ? {}
      : { tokens: { ...tokens, refresh_token: tokens.refresh_token ?? '', account_id: tokens.account_id ?? null } }),
    ...(last_refresh === undefined || last_refresh === null ? {} : { last_refresh }),
    ...rest,
  };
  return JSON.stringify(ordered, null, 2);
}

/** The document after a refresh: only the tokens that were issued and the time change. */
export function mergeIssuedTokens(document: AuthDocument, issued: IssuedTokens, nowMs: number): AuthDocument {
  return {
    ...document,
    tokens: { ...document.tokens, ...issued },
    last_refresh: new Date(nowMs).toISOString(),
  };
}

/** The document after a sign-in: the login is replaced, keys of other programs stay. */
export function documentOfSignIn(
  before: AuthDocument | undefined,
  issued: Required<IssuedTokens>,
  accountId: string | undefined,
  nowMs: number,
): AuthDocument {
  return {
    ...withoutLogin(before),
    auth_mode: 'chatgpt',
    OPENAI_API_KEY: null,
    tokens: { ...issued, account_id: accountId ?? null },
    last_refresh: new Date(nowMs).toISOString(),
  };
}

/** The document after an API key was entered. */
export function documentOfApiKey(before: AuthDocument | undefined, key: string): AuthDocument {
  return { ...withoutLogin(before), auth_mode: 'apikey', OPENAI_API_KEY: key };
}

/** What is left when every credential is taken out: keys that we don't know. */
export function withoutLogin(document: AuthDocument | undefined): AuthDocument {
  if (document === undefined) return {};
  const { auth_mode, OPENAI_API_KEY, tokens, last_refresh, ...others } = document;
  const { personal_access_token, agent_identity, bedrock_api_key, ...rest } = others;
  return rest;
}

/** Changes whenever a credential of the document does; not secret. */
export function credentialsDigest(document: AuthDocument): string {
  const { auth_mode, OPENAI_API_KEY, tokens, personal_access_token } = document;
  return digestOf(
    JSON.stringify([
      auth_mode ?? null,
      OPENAI_API_KEY ?? null,
      personal_access_token ?? null,
      tokens?.id_token ?? null,
      tokens?.access_token ?? null,
      tokens?.refresh_token ?? null,
      tokens?.account_id ?? null,
    ]),
  );
}

/** SHA-256 in hex: names a secret without telling it. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
