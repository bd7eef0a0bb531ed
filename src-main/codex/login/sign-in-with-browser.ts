// Signs in through the user's browser: authorization code with PKCE, callback on this machine.
// Source: openai/codex `login/src/server.rs`.
import { tokenClient } from '../credentials/open-credentials.ts';
import { CodexError } from '../errors.ts';
import { signInCancelled } from './ask-issuer.ts';
import { authorizeUrl } from './authorize-url.ts';
import { openCallbackListener } from './callback-listener.ts';
import { exchangeCode } from './exchange-code.ts';
import { loginPorts } from './login-port.ts';
import { newPkce, newState } from './pkce.ts';
import type { SignedIn, SignInOptions } from './sign-in-options.ts';
import { storeSignIn } from './store-login.ts';

export interface BrowserSignInOptions extends SignInOptions {
  /** Shows the address to the user's browser. May also print it: the sign-in works from any browser of this machine. */
  readonly openUrl: (url: string) => Promise<void> | void;
  /** How the program is called on the last page. */
  readonly programName?: string | undefined;
  /** Default ten minutes. */
  readonly timeoutMs?: number | undefined;
  /** Only 1455 and 1457 are known to the real service; others are for tests. */
  readonly ports?: readonly number[] | undefined;
}

const defaultTimeoutMs = 10 * 60_000;

/**
 * Resolves when the login is stored. Throws `login_cancelled` (signal, the user's refusal, another program that wants
 * the port), `login_failed`, `network`, `connect_timeout`, `upstream_timeout`, `upstream_challenge`.
 */
export async function signInWithBrowser(options: BrowserSignInOptions): Promise<SignedIn> {
  const client = tokenClient(options);
  const pkce = newPkce();
  const state = newState();
  const timeout = AbortSignal.timeout(options.timeoutMs ?? defaultTimeoutMs);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]);
  let signedIn: SignedIn | undefined;
  try {
    await using listener = await openCallbackListener({
      ports: options.ports ?? loginPorts,
      state,
      programName: options.programName ?? 'the program',
      signal,
      finish: async (code, redirectUri) => {
        const issued = await exchangeCode(client, { code, redirectUri, verifier: pkce.verifier }, signal);
        signedIn = await storeSignIn(options, issued);
      },
    });
    const { redirectUri } = listener;
    const { workspaces } = options;
    await open(options, authorizeUrl(client, { redirectUri, challenge: pkce.challenge, state, workspaces }));
    await listener.ended;
  } catch (error) {
    if (signedIn !== undefined) return signedIn; // Given up a moment too late: the login is stored.
    if (timeout.aborted && !options.signal?.aborted) {
      throw new CodexError('login_failed', 'Nobody finished the sign-in in the browser in time; start it again.');
    }
    throw error;
  }
  if (signedIn === undefined) throw signInCancelled();
  options.log?.('info', 'signed in', { plan: signedIn.plan });
  return signedIn;
}

async function open(options: BrowserSignInOptions, url: string): Promise<void> {
  try {
    await options.openUrl(url);
  } catch (cause) {
    throw new CodexError('login_failed', 'No browser could be opened for the sign-in; use a device code instead.', {
      cause,
    });
  }
}
