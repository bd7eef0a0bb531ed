// The server as the rest of the program sees it: on, off, another key. A fault inside a request ends that request only.
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import type { FastifyInstance } from 'fastify';
import { AppError, errorReport, toAppError } from '../contract/app-error.ts';
import type { ServerState } from '../contract/state.ts';
import { allRoutes } from './all-routes.ts';
import { KeyCheck, makeKey } from './api-key.ts';
import { BodyRoom } from './body-room.ts';
import { buildHttpApp } from './http-app.ts';
import { addressUrl, listenAddress } from './listen-address.ts';
import { Permits } from './permits.ts';
import type { RequestFacts } from './request-facts.ts';
import { readServerFile, writeServerFile } from './server-file.ts';
import {
  defaultConcurrency,
  defaultLimits,
  defaultMaxUploadBytes,
  defaultPort,
  type ServerOptions,
} from './server-options.ts';
import { openUploadFolder, type UploadFolder } from './upload-folder.ts';

export interface Listening {
  /** `http://127.0.0.1:8788`, without `/v1`. */
  readonly address: string;
  /** A key was made at this start, since there was none. */
  readonly madeKey: boolean;
}

export interface SottoServer extends AsyncDisposable {
  readonly state: ServerState;
  /** The key that clients must send; undefined while none is known, or none is asked for. */
  readonly key: string | undefined;
  /** Requests at work, and waiting for it. */
  readonly load: { readonly atWork: number; readonly waiting: number };
  /** Throws `port_taken`, `address_not_allowed`, `usage` (an empty key), storage codes. The state says the same. */
  start(): Promise<Listening>;
  /** Ends the requests at work as well, after a short grace. Idempotent. */
  stop(): Promise<void>;
  /**
   * A new key at once, also in the file; what the old one opened for good (event streams) ends, requests at work don't.
   * Only for keys that lie in a file: otherwise `usage`.
   */
  rotateKey(): Promise<void>;
}

interface Running {
  readonly app: FastifyInstance;
  readonly folder: UploadFolder;
  readonly address: string;
}

export function createServer(options: ServerOptions): SottoServer {
  const limits = { ...defaultLimits, ...options.limits };
  const log = options.log.room('server');
  const permits = new Permits({
    atOnce: options.concurrency ?? defaultConcurrency,
    waiting: limits.waiting,
    waitMs: limits.permitWaitMs,
  });
  const maxUploadBytes = options.maxUploadBytes ?? defaultMaxUploadBytes;
  const bodyRoom = new BodyRoom({
    bytes: Math.max(limits.jsonBytes, maxUploadBytes + limits.envelopeBytes),
    waiting: limits.waiting,
    waitMs: limits.permitWaitMs,
  });
  const atWork = new Set<RequestFacts>();
  let state: ServerState = { kind: 'off' };
  let running: Running | undefined;
  let key: string | undefined;
  let check: KeyCheck | undefined;
  /** Starts and stops one after the other, however they are asked for. */
  let turn: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work, work);
    turn = next.catch(() => undefined);
    return next;
  };
  const tell = (next: ServerState): void => {
    state = next;
    options.onState?.(next);
  };

  /** Streams of events that go on for as long as their client likes. */
  const endListeners = (why: string): void => {
    for (const facts of atWork)
      if (facts.route === '/v1/events') facts.work.abort(new AppError('app_not_running', why));
  };

  const openKey = async (): Promise<boolean> => {
    const source = options.key;
    if (source.kind === 'none') return false;
    const stored = source.kind === 'file' ? await readServerFile(source.path) : undefined;
    if (source.kind === 'given' && source.key.trim() === '') {
      throw new AppError('usage', 'The API key is empty.', { hint: 'Give one, or say --no-api-key.' });
    }
    key = source.kind === 'given' ? source.key.trim() : (stored?.key ?? makeKey());
    check = new KeyCheck(key);
    return source.kind === 'file' && !stored;
  };

  const saveFile = async (address: string | null): Promise<void> => {
    if (options.key.kind === 'file' && key !== undefined) await writeServerFile(options.key.path, { address, key });
  };

  const start = async (): Promise<Listening> => {
    if (running !== undefined) return { address: running.address, madeKey: false };
    tell({ kind: 'starting' });
    await using stack = new AsyncDisposableStack();
    try {
      const host = listenAddress(
        options.host ?? '127.0.0.1',
        options.key.kind !== 'none',
        options.allowNetwork ?? false,
      );
      const madeKey = await openKey();
      const folder = stack.use(await openUploadFolder(options.temporaryFolder ?? tmpdir()));
      const app = await buildHttpApp({
        routes: allRoutes(options, limits, folder),
        door: { key: check, origins: options.origins ?? (() => []), lingerMs: limits.lingerMs, log, atWork },
        permits,
        bodyRoom,
        limits,
        maxUploadBytes,
        log,
      });
      stack.defer(() => app.close());
      const port = options.port ?? defaultPort;
      await app.listen({ host, port }).catch((thrown: unknown) => {
        throw listenError(thrown, port);
      });
      // A server that listens on TCP has such an address.
      const address = addressUrl(host, (app.server.address() as AddressInfo).port);
      await saveFile(address);
      stack.move();
      running = { app, folder, address };
      tell({ kind: 'on', address });
      log.info('listening', { address });
      return { address, madeKey };
    } catch (thrown) {
      const error = toAppError(thrown);
      tell({ kind: 'failed', error: errorReport(error) });
      log.warn('not listening', { error });
      throw error;
    }
  };

  const stop = async (): Promise<void> => {
    const was = running;
    running = undefined;
    if (was !== undefined) {
      was.app.server.close();
      was.app.server.closeIdleConnections();
      endListeners('The server is stopping.'); // they would never end by themselves
      await quiet(atWork, limits.stopGraceMs);
      for (const facts of atWork) facts.work.abort(new AppError('app_not_running', 'The server is stopping.'));
      was.app.server.closeAllConnections();
      await was.app.close();
      await was.folder[Symbol.asyncDispose]();
      await saveFile(null).catch((error: unknown) => log.warn('server.json can\u2019t be written', { error }));
      log.info('stopped');
    }
    tell({ kind: 'off' });
  };

  return {
    get state() {
      return state;
    },
    get key() {
      return key;
    },
    get load() {
      return { atWork: permits.inUse, waiting: permits.waiting + bodyRoom.waiting };
    },
    start: () => inTurn(start),
    stop: () => inTurn(stop),
    rotateKey: () =>
      inTurn(async () => {
        if (options.key.kind !== 'file')
          throw new AppError('usage', 'This key was given from outside; change it there.');
        const fresh = makeKey();
        await writeServerFile(options.key.path, { address: running?.address ?? null, key: fresh });
        key = fresh;
        check?.replace(fresh);
        endListeners('The key is another one now.'); // they were let in by the old one
        log.info('key rotated');
      }),
    [Symbol.asyncDispose]: () => inTurn(stop),
  };
}

function listenError(thrown: unknown, port: number): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : '';
  if (code === 'EADDRINUSE')
    return new AppError('port_taken', `Port ${port} is used by another program.`, { cause: thrown });
  if (code === 'EACCES')
    return new AppError('port_taken', `Port ${port} is reserved by the system.`, { cause: thrown });
  if (code === 'EADDRNOTAVAIL') {
    return new AppError('address_not_allowed', 'This machine has no such address.', {
      cause: thrown,
      hint: 'Use 127.0.0.1.',
    });
  }
  return thrown;
}

/** Until nothing is at work, but no longer than that. */
async function quiet(atWork: ReadonlySet<RequestFacts>, mostMs: number): Promise<void> {
  const until = performance.now() + mostMs;
  while (atWork.size > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
}
