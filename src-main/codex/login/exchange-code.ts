// Trades an authorization code for tokens. It must not store them.
import * as z from 'zod';
import type { IssuedTokens } from '../credentials/auth-document.ts';
import type { TokenClient } from '../credentials/spend-refresh-token.ts';
import { CodexError } from '../errors.ts';
import { askIssuer } from './ask-issuer.ts';

const tokensShape = z.object({
  id_token: z.string().min(1),
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
});

const timeoutMs = 30_000;

/** Throws `login_failed` and what `askIssuer` throws. */
export async function exchangeCode(
  client: TokenClient,
  given: { readonly code: string; readonly redirectUri: string; readonly verifier: string },
  signal?: AbortSignal,
): Promise<Required<IssuedTokens>> {
  const form = {
    grant_type: 'authorization_code',
    code: given.code,
    redirect_uri: given.redirectUri,
    client_id: client.clientId,
    code_verifier: given.verifier,
  };
  const answer = await askIssuer(client, client.endpoints.token, { form }, 'Signing in', timeoutMs, signal);
  if (!answer.ok) {
    const why = answer.failure === undefined ? `status ${answer.status}` : `${answer.failure}, status ${answer.status}`;
    throw new CodexError('login_failed', `The service refused the sign-in (${why}); start it again.`, {
      status: answer.status,
    });
  }
  const tokens = tokensShape.safeParse(answer.value);
  if (tokens.success) return tokens.data;
  throw new CodexError('login_failed', 'The service’s answer to the sign-in held no complete login; start it again.');
}
