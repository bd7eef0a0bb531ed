// How much is logged: SOTTO_LOG_LEVEL, else info.
import type { LogLevel } from '../lib/log.ts';

export function logLevel(env: Readonly<Record<string, string | undefined>>): LogLevel {
  const asked = env.SOTTO_LOG_LEVEL;
  return asked === 'debug' || asked === 'warn' || asked === 'error' ? asked : 'info';
}
