// Time that has passed by a clock that people and the network set. PURE.

/** Milliseconds; infinite when the clock was set back since then: what was measured by the old time holds no longer. */
export function elapsedMs(sinceMs: number, nowMs: number): number {
  return nowMs < sinceMs ? Number.POSITIVE_INFINITY : nowMs - sinceMs;
}
