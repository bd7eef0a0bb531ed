// The read-only routes of the ChatGPT backend that are known, under which name, and how surely.
// Source: openai/codex `backend-client/src/client.rs`, `connectors/src/lib.rs`, `core-plugins/src/remote.rs` (August 2026).
// `source`: read in the official client. `older`: seen in an earlier version of it, may be gone.

interface Route {
  /** Below the backend's base; `{name}` is filled in. */
  readonly path: string;
  readonly query?: readonly string[];
  readonly confidence: 'source' | 'older';
}

export const backendRoutes = {
  usage: { path: '/wham/usage', confidence: 'source' },
  rateLimitResetCredits: { path: '/wham/rate-limit-reset-credits', confidence: 'source' },
  accountsCheck: { path: '/wham/accounts/check', confidence: 'source' },
  profile: { path: '/wham/profiles/me', confidence: 'source' },
  userSettings: { path: '/wham/settings/user', confidence: 'source' },
  workspaceMessages: { path: '/wham/workspace-messages', confidence: 'source' },
  configBundle: { path: '/wham/config/bundle', confidence: 'source' },
  configRequirements: { path: '/wham/config/requirements', confidence: 'older' },
  tasks: {
    path: '/wham/tasks/list',
    query: ['limit', 'task_filter', 'cursor', 'environment_id'],
    confidence: 'source',
  },
  task: { path: '/wham/tasks/{taskId}', confidence: 'source' },
  siblingTurns: { path: '/wham/tasks/{taskId}/turns/{turnId}/sibling_turns', confidence: 'source' },
  environments: { path: '/wham/environments', confidence: 'source' },
  environmentsByRepo: { path: '/wham/environments/by-repo/{provider}/{owner}/{repo}', confidence: 'source' },
  connectors: {
    path: '/connectors/directory/list',
    query: ['external_logos', 'token'],
    confidence: 'source',
  },
  workspaceConnectors: {
    path: '/connectors/directory/list_workspace',
    query: ['external_logos'],
    confidence: 'source',
  },
  plugins: { path: '/ps/plugins/list', confidence: 'source' },
  installedPlugins: { path: '/ps/plugins/installed', confidence: 'source' },
  suggestedPlugins: { path: '/ps/plugins/suggested/codex', confidence: 'source' },
  sharedPlugins: { path: '/ps/plugins/workspace/shared', confidence: 'source' },
  plugin: { path: '/ps/plugins/{pluginId}', confidence: 'source' },
  featuredPlugins: { path: '/plugins/featured', confidence: 'older' },
} as const satisfies Record<string, Route>;

export type BackendRouteName = keyof typeof backendRoutes;

type PathNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathNames<Rest>
  : never;
type QueryNames<R> = R extends { readonly query: readonly (infer Name extends string)[] } ? Name : never;

/** Parts of the path are required, parts of the query are not. */
export type BackendRouteParameters<Name extends BackendRouteName> = {
  readonly [Part in PathNames<(typeof backendRoutes)[Name]['path']>]: string;
} & { readonly [Part in QueryNames<(typeof backendRoutes)[Name]>]?: string };
