// The shape of a take's sound, asked for once and kept for a while.
import { useEffect, useState } from 'preact/hooks';
import { CommandError, rpc } from '../../parts/bridge.ts';

const kept = new Map<string, readonly number[]>();
const keptAtMost = 200;

/** @param bars how many; 0 asks for nothing. @returns undefined until it is there; empty when there is no sound. */
export function useWaveform(takeId: string, bars: number): readonly number[] | undefined {
  const key = `${takeId} ${bars}`;
  const [, redraw] = useState(0);
  useEffect(() => {
    if (bars === 0 || kept.has(key)) return;
    let wanted = true;
    void rpc('history.waveform', { id: takeId, bars })
      .catch((thrown: unknown) => {
        if (thrown instanceof CommandError) return []; // the recording was removed, or is not there yet
        throw thrown;
      })
      .then((levels) => {
        if (levels.length > 0) kept.set(key, levels);
        const oldest = kept.keys().next().value;
        if (kept.size > keptAtMost && oldest !== undefined) kept.delete(oldest);
        if (wanted) redraw((count) => count + 1);
      });
    return () => {
      wanted = false;
    };
  }, [key, takeId, bars]);
  return bars === 0 ? undefined : kept.get(key);
}
