// The Doctor without a running app: everything that plain Node can try.

import { join } from 'node:path';
import { createListening } from '../audio/listener.ts';
import { listMicrophones, MicrophoneNames } from '../audio/recorder/microphones.ts';
import { createRecorder } from '../audio/recorder/recorder.ts';
import { installedPrograms, programOrder } from '../audio/recorder/recorder-programs.ts';
import type { Diagnosis } from '../contract/doctor.ts';
import type { Settings } from '../contract/settings.ts';
import { probeSession } from '../insertion/session.ts';
import type { Log } from '../lib/log.ts';
import { openTakeStore, type TakeStore } from '../takes/take-store.ts';
import { diagnose } from './doctor.ts';
import { MicrophoneMonitor } from './microphone-monitor.ts';
import type { OpenCodex } from './open-codex.ts';
import { findPlaces, type Surroundings } from './places.ts';

export async function headlessDoctor({
  surroundings,
  codex,
  microphone,
  log,
}: {
  readonly surroundings: Surroundings;
  readonly codex: OpenCodex;
  /** As the app would record. */
  readonly microphone: Settings['microphone'];
  readonly log: Log;
}): Promise<Diagnosis[]> {
  const { env, platform, bundle } = surroundings;
  const places = findPlaces(surroundings);
  const names = new MicrophoneNames();
  const recorder = createRecorder({
    choice: () => (microphone.recorder === 'window' ? 'auto' : microphone.recorder), // no window here
    definitionsDir: join(bundle, 'recorders'),
    platform,
    env,
    now: () => performance.now(),
    log,
    labelOf: names.labelOf,
  });
  await using monitor = new MicrophoneMonitor({
    recorder,
    release: async () => undefined,
    listening: createListening({ log }),
    sampleRate: () => microphone.sampleRate,
    device: () => microphone.device,
    onLevel: () => undefined,
    now: () => performance.now(),
  });
  const microphones = async () => {
    const found = await listMicrophones({ env, platform });
    names.remember(found);
    return found;
  };
  await microphones();
  await using store = openStore(places.home, log);
  return await diagnose({
    recorders: () => installedPrograms(env, platform, programOrder(platform)).map((program) => program.name),
    microphones,
    listen: (signal) => monitor.sample(signal),
    hotkey: () => null,
    clipboard: null,
    insertion: null,
    session: probeSession(env, platform),
    account: () => codex.desk.status(),
    reach: (signal) => reach(codex, signal),
    proxy: () => codex.proxy(),
    upstreamHost: new URL(codex.upstream).host,
    dataFolder: places.home,
    timings: () => store?.timings(100) ?? [],
    versions: { sotto: surroundings.version, node: process.versions.node },
  });
}

/** Null where it can't be opened: the disk's check says why. */
function openStore(folder: string, log: Log): TakeStore | null {
  try {
    return openTakeStore({ folder, now: Date.now, log });
  } catch (error) {
    log.warn('history can\u2019t be read', { error });
    return null;
  }
}

/** A small request with the login: the list of models. */
export async function reach(codex: Pick<OpenCodex, 'client'>, signal: AbortSignal): Promise<{ ms: number }> {
  const from = performance.now();
  await codex.client.models({ signal, refresh: true });
  return { ms: performance.now() - from };
}
