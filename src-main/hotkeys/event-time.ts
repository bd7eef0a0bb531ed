// When a key moved, on the one monotonic clock that every process of the machine shares: what is made of a press (a tap or a
// hold, this press or the next) must not depend on when a busy process got round to hearing of it. PURE but for `nowMs`.

/** X11 counts 32 bits of milliseconds: it starts again after 49.7 days. */
const turn = 2 ** 32;
/** No key event is older than this when it is heard; a clock that says so is another clock. */
const oldestMs = 60_000;

/**
 * Milliseconds on the system's monotonic clock: libuv's `uv_hrtime`, that is CLOCK_MONOTONIC, `mach_absolute_time` or the
 * performance counter, all of them the same in every process. `performance.now()` begins anew in each.
 */
export const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/**
 * The moment of an X11 event. Local X servers stamp with CLOCK_MONOTONIC (xserver os/utils.c, GetTimeInMillis), so that the
 * stamp says how long ago it was; a server elsewhere has a clock of its own, and then the moment of hearing has to do.
 * @param serverMs the event's stamp, 32 bits of milliseconds
 */
export function x11EventAt(serverMs: number, heardAt: number): number {
  const age = (((heardAt - serverMs) % turn) + turn) % turn;
  if (age <= oldestMs) return heardAt - age;
  return heardAt;
}
