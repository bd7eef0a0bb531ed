// The meters that the backend reports in the headers of every model answer.
import type { UsageCredits, UsageWindow } from '../account/usage.ts';

export interface RateLimits {
  readonly name?: string;
  readonly primary?: UsageWindow;
  readonly secondary?: UsageWindow;
  readonly credits?: UsageCredits;
}
