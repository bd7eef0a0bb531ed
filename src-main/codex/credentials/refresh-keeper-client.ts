// Has the refresh done by a process of its own that goes on when this one is killed. Only paths, addresses and digests
// are told to it; it reads the refresh token from auth.json itself.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { CodexError } from '../errors.ts';
import { proxyRoutes } from '../transport/proxy-routes.ts';
import type { RefreshKeeper } from './credentials.ts';
import { guardedRefresh, type RefreshContext, type RefreshOutcome, type SeenLogin } from './guarded-refresh.ts';
import { type KeeperAnswer, type KeeperTask, keeperAnswerShape, keeperTaskVariable } from './refresh-keeper.ts';

/** Longer than a keeper can take that waits for the lock, for the service, and looks again. */
const keeperPatienceMs = 180_000;

/**
 * Same errors as `guardedRefresh`. That does the work here when there is no keeper to be had: it can't be started, or it
 * ended without a word. A keeper that died after it had spent the token is no different then: what it left is completed
 * under the same lock, and a login that it had written already is adopted.
 */
export async function refreshInKeeper(
  keeper: RefreshKeeper,
  context: RefreshContext,
  seen: SeenLogin,
): Promise<RefreshOutcome> {
  const answer = await askKeeper(keeper, await taskOf(keeper, context, seen));
  if (answer === undefined) return await guardedRefresh(context, seen);
  if ('error' in answer) throw new CodexError(answer.error.code, answer.error.message, answer.error);
  return answer;
}

async function taskOf(keeper: RefreshKeeper, context: RefreshContext, seen: SeenLogin): Promise<KeeperTask> {
  return {
    authFile: context.authFile,
    endpoints: context.endpoints,
    clientId: context.clientId,
    originator: context.originator,
    userAgent: context.userAgent,
    seen: { digest: seen.digest, ...(seen.accountId === undefined ? {} : { accountId: seen.accountId }) },
    routes: [...(await proxyRoutes(new URL(context.endpoints.refresh), keeper.proxy))],
    certificateFiles: [...(keeper.certificateFiles ?? [])],
  };
}

/** `undefined`: no answer came. Throws `refresh_unavailable` for a keeper that neither answers nor ends. */
async function askKeeper(keeper: RefreshKeeper, task: KeeperTask): Promise<KeeperAnswer | undefined> {
  const [program, ...args] = keeper.command;
  if (program === undefined) return undefined;
  const child = spawn(program, args, {
    // Its own session, and on Windows outside of the job that ends with us: neither Ctrl+C nor our end reaches it.
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
    env: { ...(keeper.env ?? process.env), [keeperTaskVariable]: JSON.stringify(task) },
  });
  // Its output may end before it does: Electron on Windows puts streams of its own in the place of Node's.
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const started = Promise.withResolvers<boolean>();
  child.once('spawn', () => started.resolve(true));
  child.once('error', () => started.resolve(false));
  if (!(await started.promise)) return undefined;

  const tooLong = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => tooLong.resolve(undefined), keeper.patienceMs ?? keeperPatienceMs);
  try {
    const answered = Promise.all([text(child.stdout), ended]).then(([said]) => said);
    const line = await Promise.race([answered, tooLong.promise]);
    if (line !== undefined) return parseAnswer(line);
    child.unref();
    child.stdout.destroy();
    throw new CodexError('refresh_unavailable', 'The login could not be renewed: its helper process hangs; try again.');
  } finally {
    clearTimeout(timer);
  }
}

function parseAnswer(line: string): KeeperAnswer | undefined {
  try {
    return keeperAnswerShape.parse(JSON.parse(line));
  } catch {
    return undefined; // Nothing or half a line: it was killed too.
  }
}
