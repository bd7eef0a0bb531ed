// Answers for paths and methods that lead nowhere: the usual mistakes of base addresses are named. Pure.
import { AppError } from '../contract/app-error.ts';
import { clip } from './error-answer.ts';
import type { Route } from './route.ts';

export function methodsOf(routes: readonly Route[], path: string): readonly string[] {
  const plain = path.length > 1 ? path.replace(/\/$/, '') : path;
  return [
    ...new Set(routes.filter(({ paths }) => paths.some((known) => matches(known, plain))).map(({ method }) => method)),
  ];
}

export function wrongMethod(method: string, path: string, allowed: readonly string[]): AppError {
  const hint = `It takes ${allowed.join(', ')}.`;
  return new AppError('method_not_allowed', `${shown(path)} does not take ${method}.`, { hint });
}

export function notFound(method: string, path: string): AppError {
  const hint = path.includes('/v1/v1')
    ? 'The base address ends in /v1 once.'
    : /\/(?:translations|speech|embeddings|images|files|completions)\b/.test(path)
      ? 'This server offers no such service; see /openapi.json.'
      : 'The base address ends in /v1; see /openapi.json.';
  return new AppError('route_not_found', `There is no ${method} ${shown(path)}.`, { hint });
}

function matches(known: string, path: string): boolean {
  const expected = known.split('/');
  const given = path.split('/');
  return expected.length === given.length && expected.every((part, at) => part.startsWith(':') || part === given[at]);
}

/** Paths come from outside: short, and no markup. */
function shown(path: string): string {
  const plain = path.replace(/[^\w/.:%~-]/g, '\u2026');
  return plain.length > 100 ? `${clip(plain).slice(0, 99)}\u2026` : plain;
}
