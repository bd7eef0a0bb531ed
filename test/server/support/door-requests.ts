// A server with a narrow door, for tests that knock byte by byte; what every such test needs to write a request.
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { type ServerWithStandin, serverWithStandin, testKey } from './server-with-standin.ts';

export const listedOrigin = 'app://obsidian.md';
export const keyHeader = `authorization: Bearer ${testKey}\r\n`;

export interface Door {
  readonly server: () => ServerWithStandin;
  readonly host: () => string;
}

/** One server for a file. At its end nothing may be left of any request. */
export function openDoor(): Door {
  let s: ServerWithStandin;
  beforeAll(async () => {
    s = await serverWithStandin({
      origins: () => [listedOrigin],
      maxUploadBytes: 1024 * 1024,
      limits: {
        headerTimeoutMs: 400,
        timeoutCheckMs: 50,
        stalledBodyMs: 300,
        lingerMs: 200,
        heldBytes: 16 * 1024,
        envelopeBytes: 64 * 1024,
      },
    });
  });
  afterAll(async () => {
    await vi.waitFor(() => expect([s.server.load, s.leftovers()]).toEqual([{ atWork: 0, waiting: 0 }, []]), {
      timeout: 10_000,
    });
    await s[Symbol.asyncDispose]();
  });
  return { server: () => s, host: () => `host: 127.0.0.1:${s.port}\r\n` };
}

export const get = (path: string, headers: string, method = 'GET', version = '1.1'): string =>
  `${method} ${path} HTTP/${version}\r\n${headers}connection: close\r\n\r\n`;
