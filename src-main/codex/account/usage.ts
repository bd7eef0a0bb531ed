// Plan and usage windows: what the client says, and how the backend's answer (GET /wham/usage) is read.
// Source: openai/codex `codex-backend-openapi-models/src/models`. Every optional part may be missing or null.
import { isRecord } from '../transport/read-body.ts';

export interface UsageWindow {
  /** 0 to 100. */
  readonly usedPercent: number;
  /** Length of the window; rounded up. */
  readonly windowMinutes?: number;
  /** When it starts anew, in milliseconds since 1970. */
  readonly resetsAtMs?: number;
}

export interface UsageLimit {
  /** `codex` for the main one. */
  readonly name: string;
  readonly reached: boolean;
  readonly primary?: UsageWindow;
  readonly secondary?: UsageWindow;
}

export interface UsageCredits {
  readonly hasCredits: boolean;
  readonly unlimited: boolean;
  /** A number in words, as the backend writes it. */
  readonly balance?: string;
}

export interface Usage {
  /** Raw name, such as `plus`; `unknown` when the backend doesn't say. */
  readonly plan: string;
  readonly limits: readonly UsageLimit[];
  readonly credits?: UsageCredits;
  /** Why the limit is reached, as the backend names it. */
  readonly reachedType?: string;
}

export function readUsage(answer: Readonly<Record<string, unknown>>): Usage {
  const additional = Array.isArray(answer.additional_rate_limits) ? answer.additional_rate_limits : [];
  const credits = readCredits(answer.credits);
  const reached = isRecord(answer.rate_limit_reached_type) ? answer.rate_limit_reached_type.type : undefined;
  return {
    plan: typeof answer.plan_type === 'string' ? answer.plan_type : 'unknown',
    limits: [
      ...readLimit('codex', answer.rate_limit),
      ...additional.flatMap((limit) =>
        isRecord(limit) ? readLimit(String(limit.limit_name ?? ''), limit.rate_limit) : [],
      ),
    ],
    ...(credits === undefined ? {} : { credits }),
    ...(typeof reached === 'string' ? { reachedType: reached } : {}),
  };
}

function readLimit(name: string, limit: unknown): UsageLimit[] {
  if (!isRecord(limit)) return [];
  const primary = readWindow(limit.primary_window);
  const secondary = readWindow(limit.secondary_window);
  return [
    {
      name,
      reached: limit.limit_reached === true || limit.allowed === false,
      ...(primary === undefined ? {} : { primary }),
      ...(secondary === undefined ? {} : { secondary }),
    },
  ];
}

function readWindow(window: unknown): UsageWindow | undefined {
  if (!isRecord(window) || typeof window.used_percent !== 'number') return undefined;
  const seconds = window.limit_window_seconds;
  return {
    usedPercent: window.used_percent,
    ...(typeof seconds === 'number' ? { windowMinutes: Math.ceil(seconds / 60) } : {}),
    ...(typeof window.reset_at === 'number' ? { resetsAtMs: window.reset_at * 1000 } : {}),
  };
}

function readCredits(credits: unknown): UsageCredits | undefined {
  if (!isRecord(credits)) return undefined;
  return {
    hasCredits: credits.has_credits === true,
    unlimited: credits.unlimited === true,
    ...(typeof credits.balance === 'string' ? { balance: credits.balance } : {}),
  };
}
