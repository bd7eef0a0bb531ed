import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../src-main/contract/app-error.ts';
import { type AppState, initialState } from '../../src-main/contract/state.ts';
import type { Take } from '../../src-main/contract/take.ts';
import { StateStore } from '../../src-main/lib/state-store.ts';
import type { DictationControl, HistoryReader } from '../../src-main/server/ports.ts';
import { type ServerWithStandin, serverWithStandin, testKey } from './support/server-with-standin.ts';

const state = new StateStore<AppState>({
  ...initialState('0.1.0'),
  account: { kind: 'chatgpt', email: 'me@example.com', plan: 'plus' },
  lastTake: { id: 't1', text: 'my secret words', insertion: 'pasted' },
});
const levelListeners = new Set<(bar: number) => void>();
const dictation: DictationControl = {
  start: () => {
    if (state.get().phase !== 'idle') throw new AppError('busy', 'A dictation is running.');
    state.update((now) => ({
      ...now,
      phase: 'recording',
      dictation: { takeId: 't2', hold: 'hands-free', device: 'Mic' },
    }));
  },
  stop: async () => {
    if (state.get().phase === 'idle') throw new AppError('not_recording', 'No dictation is running.');
    state.update((now) => ({ ...now, phase: 'idle', dictation: null }));
  },
  toggle: () => (state.get().phase === 'idle' ? dictation.start() : dictation.stop()),
  cancel: () => state.update((now) => ({ ...now, phase: 'idle', dictation: null })),
  state: () => state.get(),
  subscribe: (listener) => state.subscribe(listener),
  levels: (listener) => {
    levelListeners.add(listener);
    return () => levelListeners.delete(listener);
  },
};

const takes = Array.from({ length: 5 }, (_, at) => take(`id${at}`, 1000 - at));
const asked: Parameters<HistoryReader['list']>[0][] = [];
const history: HistoryReader = {
  list: (page) => {
    asked.push(page);
    const from = page.before === undefined ? 0 : takes.findIndex(({ id }) => id === page.before?.id) + 1;
    const shown = takes.slice(from, from + (page.limit ?? 50));
    const last = shown.at(-1);
    return {
      takes: shown,
      ...(last !== undefined && last !== takes.at(-1) ? { next: { createdAt: last.createdAt, id: last.id } } : {}),
    };
  },
};

function take(id: string, createdAt: number): Take {
  return {
    id, createdAt, source: 'dictation', state: 'done', durationMs: 1000, sampleRate: 16000, text: `text of ${id}`,
    insertion: 'none', starred: false, practice: false, audio: 'kept', segments: [], timings: {},
  }; // biome-ignore format: one take in three lines
}

let s: ServerWithStandin;
beforeAll(async () => {
  s = await serverWithStandin({ ports: { dictation, history }, limits: { levelMs: 30, eventClients: 2 } });
});
afterAll(async () => {
  await s[Symbol.asyncDispose]();
});

const headers = { 'x-api-key': testKey };
async function call(
  method: string,
  path: string,
): Promise<{ status: number; json: Record<string, unknown>; text: string }> {
  const response = await fetch(`${s.url}${path}`, { method, headers });
  const text = await response.text();
  return { status: response.status, json: JSON.parse(text), text };
}

describe('dictation', () => {
  test('starts, stops, toggles and cancels, and answers with the state', async () => {
    expect((await call('POST', '/v1/dictation/start')).json).toMatchObject({
      phase: 'recording',
      dictation: { take_id: 't2', device: 'Mic' },
    });
    expect(await call('POST', '/v1/dictation/start')).toMatchObject({ status: 409, json: { error: { code: 'busy' } } });
    expect((await call('POST', '/v1/dictation/stop')).json).toMatchObject({ phase: 'idle', dictation: null });
    expect(await call('POST', '/v1/dictation/stop')).toMatchObject({
      status: 409,
      json: { error: { code: 'not_recording' } },
    });
    expect((await call('POST', '/v1/dictation/toggle')).json).toMatchObject({ phase: 'recording' });
    expect((await call('POST', '/v1/dictation/cancel')).json).toMatchObject({ phase: 'idle' });
  });

  test('tells texts only when asked, and the account never', async () => {
    const plain = await call('GET', '/v1/dictation');
    expect(plain.text).not.toMatch(/secret|example\.com|plus/);
    expect((await call('GET', '/v1/dictation?texts=true')).json).toMatchObject({
      last_take: { text: 'my secret words' },
    });
    expect((await call('GET', '/v1/dictation?texts=maybe')).json).toMatchObject({ error: { param: 'texts' } });
  });

  test('is not there without the app', async () => {
    await using headless = await serverWithStandin();
    for (const [method, path] of [
      ['POST', 'dictation/start'],
      ['GET', 'dictation'],
      ['GET', 'events'],
      ['GET', 'history'],
    ]) {
      const response = await fetch(`${headless.url}/v1/${path}`, { method: method ?? '', headers });
      expect([response.status, JSON.parse(await response.text()).error.code]).toEqual([503, 'app_not_running']);
    }
  });
});

describe('events', () => {
  test('tell the state at once, its changes, and the loudest level of each interval', async () => {
    await using events = await listen('/v1/events');
    expect(await events.next()).toMatchObject({ event: 'state', data: { phase: 'idle' } });
    state.update((now) => ({ ...now, phase: 'opening' }));
    expect(await events.next()).toMatchObject({ event: 'state', data: { phase: 'opening' } });
    for (const listener of levelListeners) for (const bar of [0.1, 0.7, 0.3]) listener(bar);
    expect(await events.next()).toEqual({ event: 'level', data: { level: 0.7 } });
    state.update((now) => ({ ...now, phase: 'idle', lastTake: { id: 't9', text: 'secret again', insertion: 'none' } }));
    expect(JSON.stringify(await events.next())).not.toContain('secret');
  });

  test('end with their client, and are not for more clients than allowed', async () => {
    await expect.poll(() => levelListeners.size).toBe(0);
    const one = await listen('/v1/events');
    const two = await listen('/v1/events?levels=false&texts=true');
    expect(levelListeners.size).toBe(1);
    expect(JSON.stringify(await two.next())).toContain('secret again');
    expect(await call('GET', '/v1/events')).toMatchObject({ status: 429 });
    await one[Symbol.asyncDispose]();
    await two[Symbol.asyncDispose]();
    await expect.poll(() => levelListeners.size).toBe(0);
    await using again = await listen('/v1/events');
    expect(await again.next()).toMatchObject({ event: 'state' });
  });

  test('end when the server stops, which does not wait for them', async () => {
    await using own = await serverWithStandin({ ports: { dictation } });
    const response = await fetch(`${own.url}/v1/events`, { headers });
    const startedAt = performance.now();
    await own.server.stop();
    expect(performance.now() - startedAt).toBeLessThan(1000);
    await response.text().catch(() => undefined);
  });
});

describe('history', () => {
  test('comes in pages, newest first, to the end', async () => {
    const ids: unknown[] = [];
    let path = '/v1/history?limit=2&query=words&filter=failed';
    for (let page = 0; page < 3; page += 1) {
      const { json } = await call('GET', path);
      ids.push(...(json.data as { id: string }[]).map(({ id }) => id));
      expect(json.has_more).toBe(page < 2);
      path = `/v1/history?limit=2&after=${String(json.next)}`;
    }
    expect(ids).toEqual(['id0', 'id1', 'id2', 'id3', 'id4']);
    expect(asked[0]).toMatchObject({ query: 'words', filter: 'failed', limit: 2 });
  });

  test.each(['limit=0', 'limit=x', 'filter=none', 'after=%00', 'after=bm9uZQ', 'query=a&query=b'])(
    '?%s is refused by name',
    async (query) => {
      const { status, json } = await call('GET', `/v1/history?${query}`);
      expect(status).toBe(400);
      expect(json).toMatchObject({ error: { param: query.split('=')[0], code: 'invalid_request' } });
    },
  );
});

interface Listening extends AsyncDisposable {
  next(): Promise<{ event: string; data: unknown }>;
}

async function listen(path: string): Promise<Listening> {
  const abort = new AbortController();
  const response = await fetch(`${s.url}${path}`, { headers, signal: abort.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  return {
    next: async () => {
      while (!buffer.includes('\n\n')) buffer += (await reader?.read())?.value ?? '';
      const [block = ''] = buffer.split('\n\n', 1);
      buffer = buffer.slice(block.length + 2);
      const [event = '', data = ''] = block.split('\n');
      return { event: event.replace('event: ', ''), data: JSON.parse(data.replace('data: ', '')) };
    },
    [Symbol.asyncDispose]: async () => abort.abort(),
  };
}
