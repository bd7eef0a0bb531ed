// How a server is opened: address, key, limits. Must not know who opens it.
import type { ServerState } from '../contract/state.ts';
import type { Log } from '../lib/log.ts';
import type { ServerPorts } from './ports.ts';

export type ServerKey =
  /** Kept in this file (server.json), made when there is none. */
  | { readonly kind: 'file'; readonly path: string }
  /** Told by the user; never written anywhere. */
  | { readonly kind: 'given'; readonly key: string }
  /** Whoever reaches the address may call. Loopback only. */
  | { readonly kind: 'none' };

export interface ServerOptions {
  readonly version: string;
  readonly ports: ServerPorts;
  readonly key: ServerKey;
  readonly log: Log;
  /** Default 127.0.0.1. `localhost` means that; names are not looked up. */
  readonly host?: string | undefined;
  /** Default 8788; 0 takes a free one. */
  readonly port?: number | undefined;
  /** Allow an address other than loopback; a key is needed then. */
  readonly allowNetwork?: boolean | undefined;
  /** Web origins that may call, compared exactly; read at every request. */
  readonly origins?: (() => readonly string[]) | undefined;
  /** Keep every transcribed file in history; read at every request. */
  readonly storeTakes?: (() => boolean) | undefined;
  /** Requests at work at once. Default 16. */
  readonly concurrency?: number | undefined;
  /** Largest file in bytes. Default 50 MiB. */
  readonly maxUploadBytes?: number | undefined;
  /** Uploads lie in a folder of their own in here. Default: the system's. */
  readonly temporaryFolder?: string | undefined;
  /** Told after every change. */
  readonly onState?: ((state: ServerState) => void) | undefined;
  readonly limits?: Partial<ServerLimits> | undefined;
}

/** Times in milliseconds, sizes in bytes. */
export interface ServerLimits {
  readonly headerTimeoutMs: number;
  readonly timeoutCheckMs: number;
  /** A request whose body is still on its way after this ends, however it drips. */
  readonly wholeRequestMs: number;
  readonly stalledBodyMs: number;
  /** A client that takes nothing of its answer for so long loses the connection. */
  readonly stalledReaderMs: number;
  readonly keepAliveMs: number;
  /** How long a refused client may go on sending into the void, so that it gets to read its answer. */
  readonly lingerMs: number;
  readonly waiting: number;
  readonly permitWaitMs: number;
  /** Uploads up to this size stay in memory while they are at work. */
  readonly heldBytes: number;
  readonly envelopeBytes: number;
  /** Large JSON bodies together; never less than one of the largest. */
  readonly jsonBytes: number;
  readonly fields: number;
  readonly fieldBytes: number;
  /** Silence on an event stream is broken by a comment after so long. */
  readonly commentMs: number;
  /** For short audio; grows with the upload. */
  readonly transcriptionBudgetMs: number;
  readonly answerBudgetMs: number;
  readonly connections: number;
  readonly eventClients: number;
  readonly levelMs: number;
  /** Requests at work may end by themselves for so long when the server stops. */
  readonly stopGraceMs: number;
}

export const defaultLimits: ServerLimits = {
  headerTimeoutMs: 10_000,
  timeoutCheckMs: 1_000,
  wholeRequestMs: 10 * 60_000,
  stalledBodyMs: 30_000,
  stalledReaderMs: 60_000,
  keepAliveMs: 5_000,
  lingerMs: 1_000,
  waiting: 64,
  permitWaitMs: 60_000,
  heldBytes: 2 * 1024 * 1024, // with 16 requests at work, 32 MiB
  envelopeBytes: 1024 * 1024,
  jsonBytes: 64 * 1024 * 1024,
  fields: 32,
  fieldBytes: 256 * 1024,
  commentMs: 15_000,
  transcriptionBudgetMs: 120_000,
  answerBudgetMs: 15 * 60_000,
  connections: 1_024,
  eventClients: 32,
  levelMs: 100,
  stopGraceMs: 2_000,
};

export const defaultPort = 8788;
export const defaultConcurrency = 16;
export const defaultMaxUploadBytes = 50 * 1024 * 1024;
