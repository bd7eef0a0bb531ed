// What GET /wham/usage says of an ordinary account: two windows, neither full.
// Pure data; the fields are those of the protocol, most of them optional there.
export const ORDINARY_USAGE = {
  plan_type: 'plus',
  rate_limit: {
    allowed: true,
    limit_reached: false,
    primary_window: {
      used_percent: 12,
      limit_window_seconds: 18_000,
      reset_after_seconds: 9_000,
      reset_at: 1_900_000_000,
    },
    secondary_window: {
      used_percent: 40,
      limit_window_seconds: 604_800,
      reset_after_seconds: 300_000,
      reset_at: 1_900_300_000,
    },
  },
  credits: { has_credits: false, unlimited: false, balance: null },
  additional_rate_limits: null,
  rate_limit_reached_type: null,
};
