// The answer to a refresh, on disk before anybody understands it. A refresh token can be spent once; between the
// service's answer and the renamed auth.json a process may die, and then the answer here is all that is left.
// Secret like auth.json itself: 0600, in the same folder, gone once auth.json holds the tokens.
// It must not talk to the network.
import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import type { IssuedTokens } from './auth-document.ts';
import { errnoOf } from './read-auth-file.ts';

/** Room that is taken beforehand, so that a full disk is noticed before the token is spent. */
const reservedBytes = 16 * 1024;

export interface RefreshJournal {
  /** The service answered 2xx; its body follows. */
  begin(status: number): void;
  /** Written at once, before parsing. */
  append(bytes: Uint8Array): void;
  /** Survives a power cut from here on. */
  seal(): void;
  /** Nothing is worth keeping any more. */
  discard(): void;
}

export interface JournalFindings {
  /** Digest of the refresh token that was spent. */
  readonly spent: string;
  /** Absent: the process died before any whole token arrived. */
  readonly tokens?: IssuedTokens;
}

/** Throws the system's error when the folder can't be written or the disk is full. */
export function openRefreshJournal(path: string, spent: string): RefreshJournal {
  rmSync(path, { force: true });
  const file = openSync(path, 'wx', 0o600);
  let at = 0;
  const put = (bytes: Uint8Array): void => {
    for (let done = 0; done < bytes.length; ) {
      const written = writeSync(file, bytes, done, bytes.length - done, at);
      done += written;
      at += written;
    }
  };
  let isOpen = true;
  const close = (): void => {
    if (isOpen) closeSync(file);
    isOpen = false;
  };
  try {
    writeSync(file, Buffer.alloc(reservedBytes, ' '), 0, reservedBytes, 0);
    put(Buffer.from(`${JSON.stringify({ v: 1, spent })}\n`));
    fsyncSync(file);
  } catch (cause) {
    close();
    rmSync(path, { force: true });
    throw cause;
  }
  return {
    begin: (status) => put(Buffer.from(`HTTP ${status}\n`)),
    append: put,
    seal: () => {
      fsyncSync(file);
      close();
    },
    discard: () => {
      close();
      rmSync(path, { force: true });
    },
  };
}

/** `undefined`: there is no journal, or it holds not even its first line. */
export function readRefreshJournal(path: string): JournalFindings | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined;
    throw cause;
  }
  const [, spent, rest = ''] = /^\{"v":1,"spent":"([0-9a-f]{64})"\}\n([\s\S]*)$/.exec(text) ?? [];
  if (spent === undefined) return undefined;
  const [, body] = /^HTTP 2\d\d\n([\s\S]*)$/.exec(rest) ?? [];
  const tokens = body === undefined ? undefined : salvageTokens(body);
  return tokens === undefined ? { spent } : { spent, tokens };
}

/**
 * The tokens in an answer that may have been cut anywhere: only strings that are whole count. Tokens hold no
 * characters that JSON escapes. `undefined` when there is none.
 */
export function salvageTokens(body: string): IssuedTokens | undefined {
  const found: { id_token?: string; access_token?: string; refresh_token?: string } = {};
  for (const [, name, value] of body.matchAll(/"(id_token|access_token|refresh_token)"\s*:\s*"([^"\\\s]+)"/g)) {
    if (name === 'id_token' || name === 'access_token' || name === 'refresh_token') found[name] ??= value ?? '';
  }
  return found.access_token === undefined && found.refresh_token === undefined ? undefined : found;
}
