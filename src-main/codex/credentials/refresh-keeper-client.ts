// Has the refresh done by a process of its own that goes on when this one is killed. Only paths, addresses and digests
// are told to it; it reads the refresh token from auth.json itself.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { CodexError } from '../errors.ts';
import { proxyRoutes } from '../transport/proxy-routes.ts';
import type { RefreshKeeper } from './credentials.ts';
import { guardedRefresh, type RefreshContext, type RefreshOutcome, type SeenLogin } from './guarded-refresh.ts';
import { type KeeperTask, keeperAnswerShape } from './refresh-keeper.ts';

/** Same errors as `guardedRefresh`, which does the work here when the process can't be started. */
export async function refreshInKeeper(
  keeper: RefreshKeeper,
  context: RefreshContext,
  seen: SeenLogin,
): Promise<RefreshOutcome> {
  const [program, ...args] = keeper.command;
  if (program === undefined) return await guardedRefresh(context, seen);
  const [route] = await proxyRoutes(new URL(context.endpoints.refresh), keeper.proxy);
  const child = spawn(program, args, {
    detached: true, // Its own session: neither a terminal's Ctrl+C nor our end reaches it.
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
    ...(keeper.env === undefined ? {} : { env: { ...keeper.env } }),
  });
  const started = Promise.withResolvers<boolean>();
  child.once('spawn', () => started.resolve(true));
  child.once('error', () => started.resolve(false));
  if (!(await started.promise)) return await guardedRefresh(context, seen);

  const task: KeeperTask = {
    authFile: context.authFile,
    endpoints: context.endpoints,
    clientId: context.clientId,
    originator: context.originator,
    userAgent: context.userAgent,
    seen: { digest: seen.digest, ...(seen.accountId === undefined ? {} : { accountId: seen.accountId }) },
    ...(route?.kind === 'proxy' ? { proxy: route.address } : {}),
  };
  child.stdin.on('error', () => undefined); // Its death shows in the missing answer.
  child.stdin.end(JSON.stringify(task));
  const answer = parseAnswer(await text(child.stdout));
  if (answer === undefined) {
    throw new CodexError('refresh_unavailable', 'The login could not be renewed: its helper process died; try again.');
  }
  if ('error' in answer) throw new CodexError(answer.error.code, answer.error.message, answer.error);
  return answer;
}

function parseAnswer(line: string) {
  try {
    return keeperAnswerShape.parse(JSON.parse(line));
  } catch {
    return undefined; // Nothing or half a line: it was killed too.
  }
}
