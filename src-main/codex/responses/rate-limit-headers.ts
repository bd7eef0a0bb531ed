// The meters that the backend reports in the headers of every model answer.
// Source: openai/codex `codex-api/src/rate_limits.rs`.
import type { UsageCredits, UsageWindow } from '../account/usage.ts';

export interface RateLimits {
  readonly name?: string;
  readonly primary?: UsageWindow;
  readonly secondary?: UsageWindow;
  readonly credits?: UsageCredits;
}

/** Undefined when the answer carries no meter. */
export function readRateLimits(header: (name: string) => string | undefined): RateLimits | undefined {
  const primary = readWindow(header, 'primary');
  const secondary = readWindow(header, 'secondary');
  const credits = readCredits(header);
  if (primary === undefined && secondary === undefined && credits === undefined) return undefined;
  const name = header('x-codex-limit-name');
  return {
    ...(name === undefined ? {} : { name }),
    ...(primary === undefined ? {} : { primary }),
    ...(secondary === undefined ? {} : { secondary }),
    ...(credits === undefined ? {} : { credits }),
  };
}

function readWindow(header: (name: string) => string | undefined, which: string): UsageWindow | undefined {
  const number = (name: string): number | undefined => {
    const value = header(`x-codex-${which}-${name}`);
    return value === undefined || value.trim() === '' || Number.isNaN(Number(value)) ? undefined : Number(value);
  };
  const usedPercent = number('used-percent');
  if (usedPercent === undefined) return undefined;
  const windowMinutes = number('window-minutes');
  const resetsAt = number('reset-at');
  return {
    usedPercent,
    ...(windowMinutes === undefined ? {} : { windowMinutes }),
    ...(resetsAt === undefined ? {} : { resetsAtMs: resetsAt * 1000 }),
  };
}

function readCredits(header: (name: string) => string | undefined): UsageCredits | undefined {
  const hasCredits = readFlag(header('x-codex-credits-has-credits'));
  const unlimited = readFlag(header('x-codex-credits-unlimited'));
  if (hasCredits === undefined && unlimited === undefined) return undefined;
  const balance = header('x-codex-credits-balance');
  return {
    hasCredits: hasCredits ?? false,
    unlimited: unlimited ?? false,
    ...(balance === undefined ? {} : { balance }),
  };
}

function readFlag(value: string | undefined): boolean | undefined {
  const flag = value?.trim().toLowerCase();
  return flag === 'true' || flag === '1' ? true : flag === 'false' || flag === '0' ? false : undefined;
}
