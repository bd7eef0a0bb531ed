// Plan and usage windows as the client tells them.

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
