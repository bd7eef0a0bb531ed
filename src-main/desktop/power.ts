// Sleep, lock and shutdown as three plain calls.
import { powerMonitor } from 'electron';

export interface PowerListener {
  /** The machine sleeps, locks or shuts down: a recording must be closed and kept. */
  readonly away: (why: 'suspend' | 'lock' | 'shutdown') => void;
  /** It is back: keys, microphone and network may have changed. */
  readonly back: () => void;
}

export function watchPower(listener: PowerListener): Disposable {
  const suspend = (): void => listener.away('suspend');
  const lock = (): void => listener.away('lock');
  const shutdown = (): void => listener.away('shutdown');
  const back = (): void => listener.back();
  powerMonitor.on('suspend', suspend);
  powerMonitor.on('lock-screen', lock);
  powerMonitor.on('shutdown', shutdown);
  powerMonitor.on('resume', back);
  powerMonitor.on('unlock-screen', back);
  return {
    [Symbol.dispose]: () => {
      powerMonitor.removeListener('suspend', suspend);
      powerMonitor.removeListener('lock-screen', lock);
      powerMonitor.removeListener('shutdown', shutdown);
      powerMonitor.removeListener('resume', back);
      powerMonitor.removeListener('unlock-screen', back);
    },
  };
}
