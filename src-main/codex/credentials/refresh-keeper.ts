// The other side of refresh-keeper-client: one task in, one guarded refresh, one answer out. No token passes either way.
// It must not stop for anybody who went away.
import * as z from 'zod';
import { codexErrorCodes, isCodexError } from '../errors.ts';
import { openUndiciTransport } from '../transport/undici-transport.ts';
import { safeAddress } from './endpoints.ts';
import { guardedRefresh } from './guarded-refresh.ts';

/** Variable of the environment that brings the task, as JSON. */
export const keeperTaskVariable = 'SOTTO_RENEW_LOGIN';

const address = z.string();

const taskShape = z.object({
  authFile: z.string(),
  endpoints: z.object({
    authorize: address,
    token: address,
    refresh: address,
    revoke: address,
    deviceUserCode: address,
    deviceToken: address,
    deviceVerification: address,
    deviceCallback: address,
    whoami: address,
  }),
  clientId: z.string(),
  originator: z.string(),
  userAgent: z.string(),
  seen: z.object({ digest: z.string(), accountId: z.string().optional() }),
  routes: z.array(z.union([z.object({ kind: z.literal('direct') }), z.object({ kind: z.literal('proxy'), address })])),
  certificateFiles: z.array(z.string()),
});

export type KeeperTask = z.infer<typeof taskShape>;

export const keeperAnswerShape = z.union([
  z.object({ kind: z.enum(['renewed', 'adopted']), digest: z.string() }),
  z.object({
    error: z.object({
      code: z.enum(codexErrorCodes),
      message: z.string(),
      status: z.number().optional(),
      retryAfterMs: z.number().optional(),
    }),
  }),
]);

export type KeeperAnswer = z.infer<typeof keeperAnswerShape>;

export async function keepRefresh(task: string): Promise<KeeperAnswer> {
  const { routes, certificateFiles, ...context } = taskShape.parse(JSON.parse(task));
  await using transport = openUndiciTransport({ routes, certificateFiles });
  try {
    safeAddress('The address in its task', context.endpoints.refresh); // whoever started it
    return await guardedRefresh({ ...context, fetch: transport.fetch, now: Date.now }, context.seen);
  } catch (error) {
    if (!isCodexError(error)) throw error;
    const { code, message, status, retryAfterMs } = error;
    return {
      error: {
        code,
        message,
        ...(status === undefined ? {} : { status }),
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      },
    };
  }
}
