// Signs in without a browser on this machine: the user types a short code on any device.
// Source: openai/codex `login/src/device_code_auth.rs`.
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { tokenClient } from '../credentials/open-credentials.ts';
import type { TokenClient } from '../credentials/spend-refresh-token.ts';
import { CodexError, isCodexError } from '../errors.ts';
import { askIssuer, type IssuerAnswer, signInCancelled } from './ask-issuer.ts';
import { exchangeCode } from './exchange-code.ts';
import type { SignedIn, SignInOptions } from './sign-in-options.ts';
import { storeSignIn } from './store-login.ts';

export interface DeviceCode {
  /** The page that asks for the code. */
  readonly url: string;
  /** To be typed there; it lets anybody who has it end this sign-in, so it is for the user only. */
  readonly code: string;
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number;
}

export interface DeviceSignInOptions extends SignInOptions {
  readonly onCode: (code: DeviceCode) => void;
}

const validMs = 15 * 60_000;
const requestTimeoutMs = 30_000;
const defaultPauseMs = 5000;
/** Even if the service would allow more. */
const shortestPauseMs = 500;

const codeShape = z
  .object({
    device_auth_id: z.string().min(1),
    user_code: z.string().min(1).optional(),
    usercode: z.string().min(1).optional(),
    interval: z.union([z.string(), z.number()]).nullish(),
  })
  .transform(({ device_auth_id, user_code, usercode, interval }) => ({
    device_auth_id,
    user_code: user_code ?? usercode,
    intervalMs: interval === undefined || interval === null ? defaultPauseMs : Number(interval) * 1000,
  }));

const grantShape = z.object({ authorization_code: z.string().min(1), code_verifier: z.string().min(1) });

/** Throws `login_cancelled`, `login_failed`, and what a request may end with. */
export async function signInWithDeviceCode(options: DeviceSignInOptions): Promise<SignedIn> {
  const client = tokenClient(options);
  const { endpoints } = client;
  const { device_auth_id, user_code, intervalMs } = await requestCode(client, options.signal);
  const deadline = performance.now() + validMs;
  options.onCode({
    url: endpoints.deviceVerification,
    code: user_code,
    expiresAtMs: (options.now ?? Date.now)() + validMs,
  });
  const pauseMs = Number.isFinite(intervalMs) ? Math.max(intervalMs, shortestPauseMs) : defaultPauseMs;
  for (;;) {
    await pause(pauseMs, options.signal);
    if (performance.now() > deadline) {
      throw new CodexError('login_failed', 'The device code was not used in time; start the sign-in again.');
    }
    const grant = await pollGrant(client, { device_auth_id, user_code }, options.signal);
    if (grant === undefined) continue;
    const issued = await exchangeCode(
      client,
      { code: grant.authorization_code, redirectUri: endpoints.deviceCallback, verifier: grant.code_verifier },
      options.signal,
    );
    const signedIn = await storeSignIn(options, issued);
    options.log?.('info', 'signed in', { plan: signedIn.plan });
    return signedIn;
  }
}

async function requestCode(client: TokenClient, signal?: AbortSignal) {
  const json = { client_id: client.clientId };
  const url = client.endpoints.deviceUserCode;
  const answer = await askIssuer(client, url, { json }, 'Asking for a device code', requestTimeoutMs, signal);
  if (answer.status === 404) {
    throw new CodexError('login_failed', 'Signing in with a device code is switched off there; use the browser.', {
      status: 404,
    });
  }
  const parsed = codeShape.safeParse(answer.value);
  if (!answer.ok || !parsed.success || parsed.data.user_code === undefined) throw refused(answer);
  return { ...parsed.data, user_code: parsed.data.user_code };
}

/** `undefined`: not yet. */
async function pollGrant(client: TokenClient, json: object, signal?: AbortSignal) {
  let answer: IssuerAnswer;
  try {
    const url = client.endpoints.deviceToken;
    answer = await askIssuer(client, url, { json }, 'Signing in', requestTimeoutMs, signal);
  } catch (error) {
    // A connection that fails once in a quarter of an hour is no reason to make the user begin again.
    if (isCodexError(error, 'network', 'connect_timeout', 'upstream_timeout')) return undefined;
    throw error;
  }
  if (answer.status === 403 || answer.status === 404) return undefined;
  if (answer.status === 429 || answer.status >= 500) return undefined;
  const grant = grantShape.safeParse(answer.value);
  if (!answer.ok || !grant.success) throw refused(answer);
  return grant.data;
}

async function pause(pauseMs: number, signal?: AbortSignal): Promise<void> {
  try {
    await wait(pauseMs, undefined, { signal });
  } catch {
    throw signInCancelled(); // Only the signal ends a wait early.
  }
}

function refused(answer: IssuerAnswer): CodexError {
  const why = answer.failure === undefined ? `status ${answer.status}` : `${answer.failure}, status ${answer.status}`;
  return new CodexError('login_failed', `The service refused the device code (${why}); start the sign-in again.`, {
    status: answer.status,
  });
}
