// Time that moves while something needs it, and stands still otherwise (at rest nothing moves).
import { useEffect, useState } from 'preact/hooks';

/** @returns unix milliseconds, redrawn every `stepMs`; null stops the clock. */
export function useNow(stepMs: number | null): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (stepMs === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), stepMs);
    return () => clearInterval(timer);
  }, [stepMs]);
  return stepMs === null ? Math.max(now, Date.now()) : now;
}
