// Takes everything out of a text that must not reach a log, a report or an error: tokens, keys, cookies, account ids,
// e-mail addresses. Works on text and on values; knows shapes, not where they come from.

const rules: readonly [RegExp, string][] = [
  [/\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]+)?/g, '[token]'], // JWT
  [/\b(?:sk|sess|rt|at|sotto)[-_][\w.-]{12,}/g, '[key]'],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, '$1 [token]'],
  [/([?&](?:code|state|token|access_token|refresh_token|id_token|key|code_verifier)=)[^&\s"']+/gi, '$1[secret]'],
  [
    /("?(?:authorization|cookie|set-cookie|x-api-key|api[_-]?key|(?:access|refresh|id)_token|account[_-]id|chatgpt-account-id)"?\s*[:=]\s*)("[^"]*"|[^\s,;}]+)/gi,
    '$1[secret]',
  ],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '[e-mail]'],
];

const secretNames =
  /^(?:authorization|cookie|set-cookie|x-api-key|bearer|token|.*_token|.*Token|api_?key|apiKey|account_?id|accountId|email|password|secret|text|transcript|prompt)$/i;

export function redactText(text: string): string {
  return rules.reduce((clean, [shape, instead]) => clean.replace(shape, instead), text);
}

/** A copy for a log: strings redacted, secret fields replaced, depth and length bounded. */
export function redactValue(value: unknown, depth = 4): unknown {
  if (typeof value === 'string') return redactText(value.length > 2000 ? `${value.slice(0, 2000)}\u2026` : value);
  if (value instanceof Error) {
    const { code } = value as Error & { code?: unknown }; // system errors carry one
    return {
      name: value.name,
      message: redactText(value.message),
      ...(typeof code === 'string' ? { code } : {}),
      ...(value.stack ? { stack: redactText(value.stack) } : {}),
      ...(value.cause === undefined || depth <= 0 ? {} : { cause: redactValue(value.cause, depth - 1) }),
    };
  }
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  if (depth <= 0) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => redactValue(item, depth - 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      secretNames.test(name) && item !== '' ? '[secret]' : redactValue(item, depth - 1),
    ]),
  );
}
