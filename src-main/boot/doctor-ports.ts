// What the Doctor tries in the running app.
import type { Account } from '../app/account.ts';
import type { DoctorPorts } from '../app/doctor.ts';
import { reach } from '../app/headless-doctor.ts';
import type { OpenCodex } from '../app/open-codex.ts';
import { findPlaces, type Surroundings } from '../app/places.ts';
import { AppError } from '../contract/app-error.ts';
import type { AppState } from '../contract/state.ts';
import type { OpenInserter } from '../insertion/open-inserter.ts';
import type { StateStore } from '../lib/state-store.ts';
import type { TakeStore } from '../takes/take-store.ts';
import type { OpenAudio } from './open-audio.ts';

export interface DoctorPortsOptions {
  readonly surroundings: Surroundings;
  readonly audio: OpenAudio;
  readonly codex: OpenCodex;
  readonly insertion: OpenInserter;
  readonly account: Account;
  readonly state: StateStore<AppState>;
  readonly takes: Pick<TakeStore, 'timings'>;
}

export function doctorPorts({
  surroundings,
  audio,
  codex,
  insertion,
  account,
  state,
  takes,
}: DoctorPortsOptions): DoctorPorts {
  const { version } = surroundings;
  return {
    recorders: audio.recorders,
    microphones: audio.microphones,
    listen: async (signal) => {
      if (state.get().phase !== 'idle') throw new AppError('busy', 'The microphone is in use by a dictation.');
      return await audio.monitor.sample(signal);
    },
    hotkey: () => state.get().hotkey,
    clipboard: async () => {
      const trip = await insertion.inserter.roundTrip();
      if (trip.clipboardError) throw trip.clipboardError;
      return { tool: trip.driver, ms: trip.clipboardMs };
    },
    insertion: async () => {
      const { driver, canPaste } = await insertion.inserter.roundTrip();
      return { way: driver, works: canPaste };
    },
    session: insertion.session,
    account: () => account.refresh(),
    reach: (signal) => reach(codex, signal),
    proxy: () => codex.proxy(),
    upstreamHost: new URL(codex.upstream).host,
    dataFolder: findPlaces(surroundings).home,
    timings: () => takes.timings(100),
    versions: {
      sotto: version,
      electron: process.versions.electron ?? '',
      chrome: process.versions.chrome ?? '',
      node: process.versions.node,
    },
  };
}
