import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { filledPath } from '../../../../src-main/codex/account/backend-get.ts';
import { readUsage } from '../../../../src-main/codex/account/usage.ts';
import { type BackendRouteName, backendRoutes } from '../../../../src-main/codex/index.ts';
import { type ClientWithStandin, clientWithStandin, failureOf } from '../client-with-standin.ts';

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing[Symbol.asyncDispose]();
});
async function place(options: Parameters<typeof clientWithStandin>[0] = {}): Promise<ClientWithStandin> {
  const made = await clientWithStandin(options);
  open.push(made);
  return made;
}

describe('usage', () => {
  it('tells plan and windows', async () => {
    const { client } = await place();
    const usage = await client.usage();
    expect(usage.plan).toBe('plus');
    expect(usage.limits[0]).toMatchObject({
      name: 'codex',
      reached: false,
      primary: { usedPercent: expect.any(Number) },
    });
  });

  it('reads every part and survives missing ones, nulls and other types', () => {
    expect(
      readUsage({
        plan_type: 'pro',
        rate_limit: {
          allowed: false,
          limit_reached: true,
          primary_window: { used_percent: 100, limit_window_seconds: 18_001, reset_at: 1_800_000_000 },
          secondary_window: null,
        },
        credits: { has_credits: true, unlimited: false, balance: '12.50' },
        additional_rate_limits: [
          { limit_name: 'spark', rate_limit: { allowed: true, primary_window: { used_percent: 5 } } },
          null,
        ],
        rate_limit_reached_type: { type: 'rate_limit_reached' },
      }),
    ).toEqual({
      plan: 'pro',
      limits: [
        {
          name: 'codex',
          reached: true,
          primary: { usedPercent: 100, windowMinutes: 301, resetsAtMs: 1_800_000_000_000 },
        },
        { name: 'spark', reached: false, primary: { usedPercent: 5 } },
      ],
      credits: { hasCredits: true, unlimited: false, balance: '12.50' },
      reachedType: 'rate_limit_reached',
    });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (answer) => Array.isArray(readUsage(answer).limits)),
    );
  });

  it('of an API key does not exist', async () => {
    const { client, standin } = await place({
      login: (service) => ({ OPENAI_API_KEY: service.book.newOpaqueBearer('sk-') }),
    });
    expect((await failureOf(client.usage())).code).toBe('login_unsupported');
    expect(standin.requests).toEqual([]);
  });
});

describe('reading the backend', () => {
  it('reaches every documented route of the newest client', async () => {
    const { client, standin } = await place();
    const parts: Record<string, string> = {
      taskId: 't1',
      turnId: 'u1',
      provider: 'github',
      owner: 'o',
      repo: 'r',
      pluginId: 'p',
    };
    const unanswered = new Set<BackendRouteName>(['configRequirements', 'featuredPlugins', 'plugin']); // the stand-in has them not
    for (const name of Object.keys(backendRoutes) as BackendRouteName[]) {
      if (unanswered.has(name)) continue;
      // One loop over all routes: their parameters differ in type.
      await (client.get as (route: BackendRouteName, parameters: object) => Promise<unknown>)(name, parts);
      expect(standin.requests.at(-1)).toMatchObject({ method: 'GET', status: 200 });
    }
  });

  it('escapes what is filled in and refuses what would be another route', () => {
    expect(filledPath('task', { taskId: 'a/b?c#d' })).toBe('/wham/tasks/a%2Fb%3Fc%23d');
    expect(filledPath('tasks', { limit: '5', cursor: 'x y', other: 'z' })).toBe('/wham/tasks/list?limit=5&cursor=x+y');
    for (const taskId of [undefined, '', '.', '..'])
      expect(() => filledPath('task', { taskId })).toThrow(/needs taskId/);
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (taskId) => {
        fc.pre(taskId !== '.' && taskId !== '..' && taskId.isWellFormed());
        const { pathname } = new URL(`https://host.example/backend-api${filledPath('task', { taskId })}`);
        expect(pathname.split('/').length).toBe(5);
      }),
    );
  });

  it('translates refusals and answers that are no JSON', async () => {
    const { client, standin } = await place();
    standin.script('other', { kind: 'status', status: 404, body: { detail: 'Not Found' } });
    expect(await failureOf(client.get('environments'))).toMatchObject({ code: 'upstream_rejected', status: 404 });
    standin.script('other', { kind: 'status', status: 200, body: '<html>' });
    expect((await failureOf(client.get('environments'))).code).toBe('invalid_response');
  });
});
