// What the app and the command line do with the login, over the Codex client: status, sign-in, sign-out, usage. One
// place that knows the client's functions and turns its words into the app's.

import type { CodexClient, Credentials, CredentialsOptions, LoginStatus } from '../codex/index.ts';
import { signInWithBrowser, signInWithDeviceCode, signOut, storeApiKey } from '../codex/index.ts';
import { AppError, errorReport } from '../contract/app-error.ts';
import type { Usage } from '../contract/commands.ts';
import { isErrorCode } from '../contract/error-table.ts';
import type { AccountState } from '../contract/state.ts';

export interface LoginDesk {
  status(): Promise<AccountState>;
  onChange(listener: () => void): () => void;
  signInWithBrowser(openUrl: (url: string) => Promise<void>, signal: AbortSignal): Promise<void>;
  signInWithDeviceCode(
    onCode: (code: { readonly url: string; readonly code: string }) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Throws AppError `usage` while a login is in use that was given from outside. */
  signOut(): Promise<{ readonly wasSignedIn: boolean; readonly revoked: boolean }>;
  storeApiKey(key: string): Promise<void>;
  usage(signal?: AbortSignal): Promise<Usage>;
}

export function openLoginDesk(
  credentials: Credentials,
  options: CredentialsOptions,
  client: () => CodexClient,
): LoginDesk {
  return {
    status: async () => accountOf(await credentials.status()),
    onChange: (listener) => credentials.onChange(listener),
    signInWithBrowser: async (openUrl, signal) => {
      await signInWithBrowser({ ...options, openUrl, signal, programName: 'Sotto' });
    },
    signInWithDeviceCode: async (onCode, signal) => {
      await signInWithDeviceCode({ ...options, onCode, signal });
    },
    signOut: async () => {
      // What would be removed and revoked is the stored login, which is another one and not in use.
      if (options.bearer !== undefined || options.apiKey !== undefined || options.accessToken !== undefined) {
        throw new AppError('usage', 'The login in use was given from outside and is not stored.', {
          hint: 'Take it out of the environment or the command line, and start Sotto again.',
        });
      }
      const signedOut = await signOut(options);
      credentials.forget();
      return signedOut;
    },
    storeApiKey: (key) => storeApiKey(options, key),
    usage: async (signal) => usageOf(await client().usage({ signal })),
  };
}

function accountOf(status: LoginStatus): AccountState {
  switch (status.state) {
    case 'signed_in':
      return {
        kind: status.mode,
        ...(status.email === undefined ? {} : { email: status.email }),
        ...(status.plan === undefined ? {} : { plan: status.plan }),
        ...(status.source === 'explicit' || status.source === 'environment' ? { given: true } : {}),
      };
    case 'signed_out':
      return { kind: 'signed-out' };
    case 'problem':
      return {
        kind: 'broken',
        error: errorReport(new AppError(isErrorCode(status.code) ? status.code : 'internal', status.message)),
      };
  }
}

function usageOf(usage: Awaited<ReturnType<CodexClient['usage']>>): Usage {
  const windows = usage.limits.flatMap((limit) =>
    [limit.primary, limit.secondary].flatMap((window) =>
      window
        ? [
            {
              name: limit.name,
              usedPercent: window.usedPercent,
              ...(window.resetsAtMs === undefined ? {} : { resetsAt: window.resetsAtMs }),
              ...(window.windowMinutes === undefined ? {} : { windowMinutes: window.windowMinutes }),
            },
          ]
        : [],
    ),
  );
  return { plan: usage.plan, windows };
}
