// Plays the official program beside ours, by its public description: it signs in and refreshes, re-reads before it
// spends, and writes auth.json in place: truncate, write (here in two halves), no lock, no rename.
// It counts in a key of its own, so that a lost or overwritten document shows.
import { open, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { fetch } from 'undici';
import type { Standin } from '../standin/standin.ts';

export interface OfficialWriter {
  /** Count of the last document that was written whole. */
  readonly written: number;
  readonly signIns: number;
  readonly refreshes: number;
  readonly refused: number;
  stop(): Promise<void>;
}

export function startOfficialWriter(standin: Standin, authFile: string, accountId: string): OfficialWriter {
  const counts = { written: 0, signIns: 0, refreshes: 0, refused: 0 };
  let isStopped = false;

  const writeInPlace = async (document: object): Promise<void> => {
    const text = JSON.stringify({ ...document, own_key: counts.written + 1 }, null, 2);
    const half = Math.floor(text.length / 2);
    await using file = await open(authFile, 'w', 0o600);
    if (Math.random() < 0.5) await wait(Math.random() * 4);
    await file.write(text.slice(0, half));
    if (Math.random() < 0.5) await wait(Math.random() * 4);
    await file.write(text.slice(half));
    counts.written += 1;
  };
  const read = async () => JSON.parse(await readFile(authFile, 'utf8'));

  const signIn = async (): Promise<void> => {
    await writeInPlace(standin.newLogin({ accountId, expiresInSeconds: -10 }));
    counts.signIns += 1;
  };
  const refresh = async (): Promise<void> => {
    const { tokens } = await read();
    const response = await fetch(`${standin.issuer}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_id: 'app_EMoamEEZ73f0CkXaXp7hrann',
        grant_type: 'refresh_token',
        refresh_token: tokens.refresh_token,
      }),
    });
    if (!response.ok) {
      await response.body?.cancel();
      counts.refused += 1; // Ours was first; the program would pick the file up at its next look.
      return;
    }
    const issued = await response.json();
    const current = await read();
    await writeInPlace({
      ...current,
      tokens: { ...current.tokens, ...pickTokens(issued) },
      last_refresh: new Date().toISOString(),
    });
    counts.refreshes += 1;
  };

  const running = (async () => {
    while (!isStopped) {
      await wait(10 + Math.random() * 90);
      await (Math.random() < 0.7 ? signIn() : refresh());
    }
  })();
  return {
    get written() {
      return counts.written;
    },
    get signIns() {
      return counts.signIns;
    },
    get refreshes() {
      return counts.refreshes;
    },
    get refused() {
      return counts.refused;
    },
    stop: async () => {
      isStopped = true;
      await running;
    },
  };
}

function pickTokens(issued: unknown): object {
  // The stand-in's answer, whose shape is its own test's matter.
  const { id_token, access_token, refresh_token } = issued as Record<string, string>;
  return { id_token, access_token, refresh_token };
}
