// sotto retry beside the app, or whatever else works on the same history: the real command, two real stores in one
// folder, the stand-in service.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bytesOf } from '../../../src-main/audio/pcm.ts';
import { runCli } from '../../../src-main/cli/run-cli.ts';
import { AppError } from '../../../src-main/contract/app-error.ts';
import { silentLog } from '../../../src-main/lib/log.ts';
import { openTakeStore, type TakeStore } from '../../../src-main/takes/take-store.ts';
import { speak } from '../../standin/fsk-encode.ts';
import { type Standin, startStandin } from '../../standin/standin.ts';

let stack: AsyncDisposableStack;
let standin: Standin;
let folder: string;
/** The app's. */
let store: TakeStore;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  folder = mkdtempSync(join(tmpdir(), 'sotto-retry-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  standin = stack.use(await startStandin());
  mkdirSync(join(folder, 'codex'));
  writeFileSync(join(folder, 'codex', 'auth.json'), JSON.stringify(standin.newLogin()), { mode: 0o600 });
  store = stack.use(openTakeStore({ folder: join(folder, 'data'), now: Date.now, log: silentLog }));
});
afterEach(() => stack.disposeAsync());

function spoken(): string {
  const writer = store.begin({ source: 'dictation', sampleRate: 16_000 });
  writer.append(bytesOf(speak('said before', { leadMs: 100, tailMs: 100 })));
  writer.finish();
  return writer.id;
}

function failedTake(): string {
  const id = spoken();
  store.failed(id, new AppError('upstream_rejected', 'It was refused.'));
  return id;
}

function retry(id: string, interrupted = new AbortController().signal) {
  const printed: string[] = [];
  const noted: string[] = [];
  const { platform, arch } = process;
  const env = {
    ...{ PATH: process.env.PATH, HOME: folder, SOTTO_HOME: join(folder, 'data'), CODEX_HOME: join(folder, 'codex') },
    ...{ SOTTO_UPSTREAM: standin.upstream, SOTTO_AUTH_ISSUER: standin.issuer },
  };
  const ended = runCli(
    ['retry', id],
    { env, platform, arch, version: '0.1.0', bundle: folder, loginKeeper: null },
    {
      stdin: new PassThrough(),
      print: (text) => printed.push(text),
      note: (text) => noted.push(text),
      progress: () => undefined,
      interactive: false,
      interrupted,
    },
    async () => 0,
  );
  return { ended, printed, noted };
}

it('sends a failed take and prints its text', async () => {
  const id = failedTake();
  const { ended, printed } = retry(id);
  expect([await ended, printed]).toEqual([0, ['said before']]);
  expect(store.get(id)).toMatchObject({ state: 'done', text: 'said before' });
});

it('sends no take that the app is at', async () => {
  const id = spoken();
  const { ended, printed, noted } = retry(id);
  expect([await ended, printed]).toEqual([1, []]);
  expect(noted.join()).toContain('This take is being worked on already.');
  expect(standin.transcriptions()).toEqual([]);
  expect(store.get(id)).toMatchObject({ state: 'recorded' });
});

it('that is interrupted leaves no take behind that seems to be sent for ever and can\u2019t be deleted', async () => {
  const id = failedTake();
  standin.script('transcribe', { kind: 'hang', ms: 60_000 });
  const stop = new AbortController();
  const { ended } = retry(id, stop.signal);
  await expect.poll(() => store.get(id)?.segments[0]?.state, { timeout: 20_000 }).toBe('sending');
  stop.abort();
  expect(await ended).toBe(1);
  expect(store.get(id)).toMatchObject({ state: 'recorded', audio: 'kept' });
  expect(store.queued()).toMatchObject([{ id }]);
  store.delete([id]);
  expect(store.get(id)).toBeNull();
});

it('leaves a take alone that is not there, or was deleted', async () => {
  const id = failedTake();
  store.delete([id]);
  const { ended, noted } = retry(id);
  expect(await ended).toBe(1);
  expect(noted.join()).toContain(`There is no take ${id}.`);
  store.undelete([id]);
  expect(store.get(id)).toMatchObject({ state: 'failed' });
});
