// How long one upload and its answer may take before it is given up. Pure.

const leastMs = 60_000;
const mostMs = 30 * 60_000;
/** An upload slower than this is as good as dead: 256 kbit/s. */
const slowestBytesPerMs = 32;
/** The service needs a fraction of the audio's length; this leaves room for a bad day. */
const workPerAudioMs = 0.5;

export function requestTimeoutMs(sizeBytes: number | undefined, durationMs: number | undefined): number {
  if (sizeBytes === undefined) return mostMs;
  const transferMs = sizeBytes / slowestBytesPerMs;
  const workMs = (durationMs ?? 0) * workPerAudioMs;
  return Math.min(mostMs, Math.round(leastMs + transferMs + workMs));
}
