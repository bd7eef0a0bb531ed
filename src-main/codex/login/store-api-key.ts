// Stores an API key in auth.json, in the official program's format. Only when the user says so: it replaces the login.
import { documentOfApiKey } from '../credentials/auth-document.ts';
import { CodexError } from '../errors.ts';
import type { SignInOptions } from './sign-in-options.ts';
import { storeDocument } from './store-login.ts';

/** Throws `invalid_api_key` for what can't be a key, `login_failed` when the file can't be written. */
export async function storeApiKey(options: SignInOptions, key: string): Promise<void> {
  const trimmed = key.trim();
  if (!/^[\x21-\x7e]{8,512}$/.test(trimmed)) {
    throw new CodexError('invalid_api_key', 'That is not an API key: it must be 8 to 512 printable characters.');
  }
  await storeDocument(options, (before) => documentOfApiKey(before, trimmed));
}
