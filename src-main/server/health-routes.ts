// GET /healthz: whether the server is up, to anybody on this machine. Nothing of the login, nothing of the models.
import { z } from 'zod';
import type { Route } from './route.ts';

export function healthRoutes(version: string): readonly Route[] {
  return [
    {
      method: 'GET',
      paths: ['/healthz'],
      body: 'none',
      open: true,
      summary: 'Says that the server is up. Needs no key.',
      output: z.object({ status: z.literal('ok'), version: z.string() }),
      handle: () => ({ status: 'ok', version }),
    },
  ];
}
