// What a route is: where, what it takes, what it does. One list of them makes the router, the 405s and /openapi.json.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { RequestFacts } from './request-facts.ts';

export interface Call {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly facts: RequestFacts;
  /** The parsed JSON body of routes with `json`; unchecked. */
  readonly body: unknown;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** The first is the documented one. */
  readonly paths: readonly [string, ...string[]];
  /** `none`: a body is read up to a small size and ignored. */
  readonly body: 'none' | 'json' | 'form';
  /** Takes one of the permits: work that goes to the service. */
  readonly permit?: true;
  /** Works without a key. */
  readonly open?: true;
  readonly summary: string;
  readonly input?: z.ZodType;
  readonly query?: z.ZodType;
  readonly output?: z.ZodType;
  /** Other media types of the answer. */
  readonly answers?: readonly string[];
  /** Returns what is sent as JSON, or has answered by itself and returns the reply. */
  readonly handle: (call: Call) => unknown;
}
