import { afterEach, describe, expect, it } from 'vitest';
import { Backend } from '../../../../src-main/codex/backend/backend.ts';
import { openUndiciTransport } from '../../../../src-main/codex/index.ts';
import { bundledModels } from '../../../../src-main/codex/models/bundled-models.ts';
import { ModelShelf } from '../../../../src-main/codex/models/model-shelf.ts';
import { readBackendModels } from '../../../../src-main/codex/models/read-models.ts';
import { type ClientWithStandin, clientWithStandin, failureOf, identity } from '../client-with-standin.ts';

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing[Symbol.asyncDispose]();
});

async function shelfWithClock(options: Parameters<typeof clientWithStandin>[0] = {}) {
  const here: ClientWithStandin = await clientWithStandin(options);
  const transport = openUndiciTransport();
  open.push(here, transport);
  let nowMs = Date.now();
  const { credentials, standin } = here;
  const bases = { upstream: standin.upstream, openaiBase: standin.openaiBase };
  const backend = new Backend({ credentials, bases, identity, transports: [transport] });
  const shelf = new ModelShelf({ backend, credentials, clientVersion: '1.0.0', now: () => nowMs });
  return {
    ...here,
    shelf,
    pass: (ms: number) => {
      nowMs += ms;
    },
    asked: () => standin.requests.filter(({ path }) => path.endsWith('/models')).length,
  };
}

describe('the model list', () => {
  it('is asked for once by many and kept for five minutes', async () => {
    const { shelf, pass, asked } = await shelfWithClock();
    const lists = await Promise.all(Array.from({ length: 8 }, () => shelf.list()));
    expect(new Set(lists.map(({ source }) => source))).toEqual(new Set(['live']));
    expect((await shelf.list()).source).toBe('cache');
    pass(4 * 60_000);
    await shelf.list();
    expect(asked()).toBe(1);
    pass(2 * 60_000);
    expect((await shelf.list()).source).toBe('live');
    expect((await shelf.list({ refresh: true })).source).toBe('live');
    expect(asked()).toBe(3);
  });

  it('is asked for again when another answer names another version of it', async () => {
    const { shelf, asked } = await shelfWithClock();
    const { etag } = await shelf.list();
    shelf.heardOf(etag);
    shelf.heardOf(undefined);
    expect((await shelf.list()).source).toBe('cache');
    shelf.heardOf('"another"');
    expect((await shelf.list()).source).toBe('live');
    expect(asked()).toBe(2);
  });

  it('falls back to the last list, then to the bundled one with its date, and rests a minute', async () => {
    const { shelf, standin, pass, asked } = await shelfWithClock();
    standin.script('other', { kind: 'status', status: 500 });
    const bundled = await shelf.list();
    expect(bundled.source).toBe('bundled');
    expect(new Date(bundled.asOfMs).toISOString()).toBe('2026-08-22T00:00:00.000Z');
    expect((await shelf.list()).source).toBe('bundled');
    expect(asked()).toBe(1);
    pass(61_000);
    expect((await shelf.list()).source).toBe('live');
    pass(6 * 60_000);
    standin.script('other', { kind: 'cut', when: 'before-answer' });
    expect((await shelf.list()).source).toBe('cache');
  });

  it('is asked for again when the clock was set back, after a list and after a failure', async () => {
    const { shelf, standin, pass, asked } = await shelfWithClock();
    await shelf.list();
    pass(-24 * 3600_000);
    expect((await shelf.list()).source).toBe('live');
    pass(6 * 60_000);
    standin.script('other', { kind: 'status', status: 500 });
    expect((await shelf.list()).source).toBe('cache');
    pass(-24 * 3600_000);
    expect((await shelf.list()).source).toBe('live');
    expect(asked()).toBe(4);
  });

  it('says a dead login instead of hiding it behind an old list', async () => {
    const { shelf } = await shelfWithClock({ login: () => ({}) });
    expect((await failureOf(shelf.list())).code).toBe('not_signed_in');
  });

  it('of an API key is that of the public API', async () => {
    const { shelf, standin } = await shelfWithClock({
      login: (service) => ({ OPENAI_API_KEY: service.book.newOpaqueBearer('sk-') }),
    });
    expect((await shelf.list()).models.length).toBeGreaterThan(0);
    expect(standin.requests.at(-1)?.path).toBe('/v1/models');
  });

  it('bundled has a visible model first and names the lite ones', () => {
    expect(bundledModels.models[0]).toMatchObject({ slug: 'gpt-5.6-sol', visibility: 'list', lite: true });
    expect(bundledModels.models.find(({ slug }) => slug === 'gpt-5.5')?.lite).toBe(false);
    expect(bundledModels.models.find(({ slug }) => slug === 'gpt-5.6-luna')?.reasoningLevels.at(-1)?.effort).toBe(
      'max',
    );
  });

  it('survives entries of any shape and sorts by priority', () => {
    const models = [
      null,
      7,
      {},
      { slug: '' },
      { slug: 'b', priority: 9 },
      { slug: 'a', priority: 1, visibility: 'odd', context_window: 'x' },
    ];
    expect(readBackendModels({ models }).map(({ slug }) => slug)).toEqual(['a', 'b']);
    expect(readBackendModels({})).toEqual([]);
  });
});
