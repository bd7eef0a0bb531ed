// A client of ours, signed in at a stand-in service of its own, with everything thrown away at the end.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import {
  type CodexClient,
  type CodexClientOptions,
  CodexError,
  type Credentials,
  openCodexClient,
  openCredentials,
  openUndiciTransport,
} from '../../../src-main/codex/index.ts';
import { watched } from '../../hygiene/watch.ts';
import { type Standin, type StandinOptions, startStandin } from '../../standin/standin.ts';

export interface ClientWithStandin extends AsyncDisposable {
  readonly client: CodexClient;
  readonly credentials: Credentials;
  readonly standin: Standin;
  /** For the test's own files. */
  readonly folder: string;
  /** What converters left behind: must be empty after every call. */
  leftovers(): string[];
  /** Every log line, as JSON. */
  readonly logged: string[];
}

export const identity = { originator: 'sotto', userAgent: 'Sotto/0.1.0 (test; x64)' };

export async function clientWithStandin(
  options: Partial<CodexClientOptions> & {
    readonly standin?: StandinOptions;
    /** The document of auth.json; default: a ChatGPT login that the stand-in knows. */
    readonly login?: (standin: Standin) => object;
  } = {},
): Promise<ClientWithStandin> {
  const { standin: standinOptions, login, ...own } = options;
  await using made = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'codex-test-'));
  made.defer(() => rmSync(folder, { recursive: true, force: true }));
  const standin = made.use(await startStandin(standinOptions));
  const temporaryFolder = mkdtempSync(join(folder, 'temporary-'));
  writeFileSync(join(folder, 'auth.json'), JSON.stringify(login === undefined ? standin.newLogin() : login(standin)));
  const transport = made.use(openUndiciTransport());
  const logged: string[] = [];
  const log = (...line: unknown[]): void => void logged.push(watched('the client’s log', JSON.stringify(line)));
  const credentials = made.use(
    openCredentials({
      fetch: transport.fetch,
      home: folder,
      codexHome: folder,
      issuer: standin.issuer,
      codexCommand: null,
      log,
    }),
  );
  const client = made.use(
    openCodexClient({
      credentials,
      upstream: standin.upstream,
      openaiBase: standin.openaiBase,
      identity,
      transport,
      temporaryFolder,
      log,
      ...own,
    }),
  );
  const owned = made.move();
  return {
    client,
    credentials,
    standin,
    folder,
    leftovers: () => readdirSync(temporaryFolder),
    logged,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The CodexError that the work must fail with. */
export async function failureOf(work: Promise<unknown>): Promise<CodexError> {
  const outcome = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(outcome).toBeInstanceOf(CodexError);
  return outcome as CodexError; // checked by the line above
}
