// The address that the browser opens to sign in. Pure. Source: openai/codex `login/src/server.rs`.
import type { TokenClient } from '../credentials/spend-refresh-token.ts';

const scope = 'openid profile email offline_access api.connectors.read api.connectors.invoke';

export function authorizeUrl(
  client: TokenClient,
  given: {
    readonly redirectUri: string;
    readonly challenge: string;
    readonly state: string;
    /** Only these workspaces may be chosen. */
    readonly workspaces?: readonly string[] | undefined;
  },
): string {
  const url = new URL(client.endpoints.authorize);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: given.redirectUri,
    scope,
    code_challenge: given.challenge,
    code_challenge_method: 'S256',
    id_token_add_organizations: 'true',
    codex_cli_simplified_flow: 'true',
    state: given.state,
    originator: client.originator,
    ...(given.workspaces?.length ? { allowed_workspace_id: given.workspaces.join(',') } : {}),
  }).toString();
  return url.href;
}
