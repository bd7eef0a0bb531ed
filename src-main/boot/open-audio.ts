// The audio room with its adapters: recorder programs first, a hidden window as the second adapter, the list of
// microphones, and the meter.
import { join } from 'node:path';
import { MicrophoneMonitor } from '../app/microphone-monitor.ts';
import type { Surroundings } from '../app/places.ts';
import { joinTranscripts } from '../audio/join-transcripts.ts';
import { createListening } from '../audio/listener.ts';
import { PostRoll } from '../audio/post-roll.ts';
import { KeptOpenRecorder } from '../audio/recorder/kept-open-recorder.ts';
import { listMicrophones, MicrophoneNames } from '../audio/recorder/microphones.ts';
import { createRecorder } from '../audio/recorder/recorder.ts';
import { installedPrograms, programOrder } from '../audio/recorder/recorder-programs.ts';
import type { Settings } from '../contract/settings.ts';
import type { AppState, Microphone } from '../contract/state.ts';
import { createCaptureSource, listThroughWindow } from '../desktop/capture-source.ts';
import type { Clock } from '../dictation/ports.ts';
import type { Log } from '../lib/log.ts';
import type { StateStore } from '../lib/state-store.ts';

export const clock: Clock = { now: () => performance.now(), unix: () => Date.now() };

export interface OpenAudioOptions {
  readonly surroundings: Surroundings;
  readonly settings: StateStore<Settings>;
  readonly state: StateStore<AppState>;
  readonly log: Log;
  readonly preload: string;
  readonly onMonitorLevel: (bar: number) => void;
}

export type OpenAudio = ReturnType<typeof openAudio>;

export function openAudio({ surroundings, settings, state, log, preload, onMonitorLevel }: OpenAudioOptions) {
  const { env, platform, bundle } = surroundings;
  const names = new MicrophoneNames();
  const plain = createRecorder({
    choice: () => settings.get().microphone.recorder,
    definitionsDir: join(bundle, 'recorders'),
    platform,
    env,
    now: clock.now,
    log: log.room('audio'),
    window: createCaptureSource(preload),
    labelOf: names.labelOf,
  });
  const kept = new KeptOpenRecorder({
    recorder: plain,
    keepOpenMs: () => settings.get().dictation.keepOpenSeconds * 1000,
    choice: () => settings.get().microphone.recorder,
    now: clock.now,
    onKept: (open) => {
      const microphoneKept = open && {
        device: open.device,
        until: Math.round(clock.unix() + open.until - clock.now()),
      };
      state.update((now) => ({ ...now, microphoneKept }));
    },
    log: log.room('audio'),
  });
  const unfollow = settings.subscribe(({ microphone: { device, sampleRate } }) =>
    kept.settingsChanged({ device, sampleRate }),
  );
  const listening = createListening({ log: log.room('audio') });
  const monitor = new MicrophoneMonitor({
    recorder: plain,
    release: () => kept.close(),
    listening,
    sampleRate: () => settings.get().microphone.sampleRate,
    device: () => settings.get().microphone.device,
    onLevel: onMonitorLevel,
    now: clock.now,
  });
  const microphones = async (): Promise<readonly Microphone[]> => {
    const found = await listMicrophones({ env, platform, askPage: () => listThroughWindow(preload) });
    names.remember(found);
    state.update((now) => ({ ...now, microphones: found }));
    return found;
  };
  return {
    recorder: kept,
    kept,
    listening,
    monitor,
    microphones,
    join: joinTranscripts,
    postRoll: (options: ConstructorParameters<typeof PostRoll>[0]) => new PostRoll(options),
    recorders: () => installedPrograms(env, platform, programOrder(platform)).map((program) => program.name),
    [Symbol.asyncDispose]: async () => {
      unfollow();
      await Promise.all([monitor[Symbol.asyncDispose](), kept[Symbol.asyncDispose]()]);
    },
  };
}
