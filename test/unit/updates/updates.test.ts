// The runner over a fake of its port: what is stopped stays silent, what hangs is given up, the commands say why not.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-main/contract/app-error.ts';
import type { UpdateState } from '../../../src-main/contract/update.ts';
import type { Updater } from '../../../src-main/updates/ports.ts';
import { Updates } from '../../../src-main/updates/updates.ts';

const offer = { version: '9.9.9', notes: '' };

class FakeUpdater implements Updater {
  readonly asked: string[] = [];
  looking = Promise.withResolvers<typeof offer | null>();
  fetching = Promise.withResolvers<void>();
  progress: (fraction: number) => void = () => undefined;
  signal: AbortSignal | null = null;
  look(signal: AbortSignal): Promise<typeof offer | null> {
    this.asked.push('look');
    this.signal = signal;
    return this.looking.promise;
  }
  fetch(onProgress: (fraction: number) => void, signal: AbortSignal): Promise<void> {
    this.asked.push('fetch');
    this.progress = onProgress;
    this.signal = signal;
    return this.fetching.promise;
  }
  async install(): Promise<void> {
    this.asked.push('install');
    await Promise.resolve();
  }
}

function open({ patienceMs = 10_000 } = {}) {
  const updater = new FakeUpdater();
  const shown: UpdateState[] = [];
  const waiting: { readonly kind: UpdateState['kind']; readonly resolve: (state: UpdateState) => void }[] = [];
  let opened = 0;
  const updates = new Updates({
    ability: 'install',
    patienceMs,
    openUpdater: async () => {
      opened += 1;
      return updater;
    },
    show: (state) => {
      shown.push(state);
      for (const each of waiting) if (each.kind === state.kind) each.resolve(state);
    },
    log: () => undefined,
  });
  const until = (kind: UpdateState['kind']): Promise<UpdateState> => {
    const now = shown.at(-1);
    if (now?.kind === kind) return Promise.resolve(now);
    const { promise, resolve } = Promise.withResolvers<UpdateState>();
    waiting.push({ kind, resolve });
    return promise;
  };
  return { updater, updates, shown, until, opened: () => opened };
}

const codeOf = (action: () => void): string => {
  try {
    action();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'nothing was thrown';
};

describe('updates', () => {
  it('open nothing while the setting is off, and say so when asked', () => {
    const { updates, opened } = open();
    expect([codeOf(() => updates.check()), codeOf(() => updates.fetch()), codeOf(() => updates.install())]).toEqual(
      Array(3).fill('updates_off'),
    );
    expect(opened()).toBe(0);
  });

  it('go from a look to a restart by three separate words', async () => {
    const { updater, updates, until, shown } = open();
    updates.switch(true);
    expect(codeOf(() => updates.fetch())).toBe('update_missing');
    updater.looking.resolve(offer);
    await until('available');
    expect(codeOf(() => updates.install())).toBe('update_missing');
    updates.fetch();
    await until('downloading');
    await expect.poll(() => updater.asked).toContain('fetch');
    updater.progress(0.25);
    expect(shown.at(-1)).toMatchObject({ fraction: 0.25 });
    updater.fetching.resolve();
    await until('ready');
    updates.busy = true;
    expect(codeOf(() => updates.install())).toBe('busy');
    updates.busy = false;
    updates.install();
    await until('installing');
    await expect.poll(() => updater.asked).toEqual(['look', 'fetch', 'install']);
  });

  it('end a look when a take begins, and begin it again afterwards', async () => {
    const { updater, updates, until } = open();
    updates.switch(true);
    await expect.poll(() => updater.asked).toEqual(['look']);
    const first = updater.signal;
    updates.busy = true;
    expect(first?.aborted).toBe(true);
    updater.looking.resolve(offer); // too late
    await Promise.resolve();
    updates.busy = false;
    await until('available');
    expect(updater.asked).toEqual(['look', 'look']);
  });

  it('give up what does not answer, and end it', async () => {
    const { updater, updates, until } = open({ patienceMs: 20 });
    updates.switch(true);
    expect(await until('failed')).toMatchObject({ error: { code: 'network' } });
    expect(updater.signal?.aborted).toBe(true);
  });

  it('are silent once they are closed', async () => {
    const { updater, updates, shown } = open();
    updates.switch(true);
    await expect.poll(() => updater.asked).toEqual(['look']);
    updates[Symbol.dispose]();
    updater.looking.reject(new Error('gone'));
    await new Promise(setImmediate);
    expect(shown.at(-1)).toEqual({ kind: 'checking' });
  });
});
