// Unknown input against a schema; the first thing that is wrong becomes one sentence that names the field.
import type { z } from 'zod';
import { AppError } from '../contract/app-error.ts';

/** Throws `invalid_request` with the field as `param`. */
export function checkInput<T>(schema: z.ZodType<T>, value: unknown, what = 'The body'): T {
  if (value === undefined) throw new AppError('invalid_request', `${what} is empty.`, { hint: 'Send a JSON object.' });
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const param = fieldName(issue?.path ?? []);
  throw new AppError(
    'invalid_request',
    `${param === '' ? what : `\`${param}\``} can\u2019t be used: ${issue?.message ?? 'invalid'}.`,
    {
      ...(param === '' ? {} : { param }),
      hint: 'Correct it.',
    },
  );
}

/** `messages[0].content` */
export function fieldName(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, part) => {
    if (typeof part === 'number') return `${name}[${part}]`;
    return name === '' ? String(part) : `${name}.${String(part)}`;
  }, '');
}
