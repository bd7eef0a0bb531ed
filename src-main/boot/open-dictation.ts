// The dictation with its ports, and the queue that sends failed takes again.
import { retryTake, tellLate } from '../app/history.ts';
import { NetworkWatch } from '../app/network-watch.ts';
import { createTranscriber } from '../app/transcriber.ts';
import { UnkeptTakes } from '../app/unkept-takes.ts';
import type { Settings } from '../contract/settings.ts';
import type { AppState } from '../contract/state.ts';
import type { Take } from '../contract/take.ts';
import { Dictation } from '../dictation/dictation.ts';
import type { Cues, Inserter } from '../dictation/ports.ts';
import type { TranscriptionPorts } from '../dictation/transcription.ts';
import type { Log } from '../lib/log.ts';
import type { StateStore } from '../lib/state-store.ts';
import { openRetryQueue, type RetrySignals } from '../takes/retry-queue.ts';
import type { TakeStore } from '../takes/take-store.ts';
import { clock, type OpenAudio } from './open-audio.ts';
import type { PracticeSwitch } from './practice-switch.ts';

export interface OpenDictationOptions {
  readonly audio: OpenAudio;
  readonly inserter: Inserter;
  readonly takes: TakeStore;
  readonly practice: PracticeSwitch;
  readonly cues: Cues;
  readonly state: StateStore<AppState>;
  readonly settings: StateStore<Settings>;
  readonly onLevel: (bar: number) => void;
  /** Whether there is a network, by the system's word and by calling the service. */
  readonly network: {
    readonly linked: () => boolean;
    readonly reaches: (signal: AbortSignal) => Promise<boolean>;
  };
  /** What became of a take says something about the login, too. */
  readonly onTake: (take: Take) => void;
  readonly log: Log;
}

export type OpenDictation = ReturnType<typeof openDictation>;

export function openDictation(options: OpenDictationOptions) {
  const { audio, inserter, takes, practice, cues, state, settings, onLevel, network, onTake, log } = options;
  const ports: TranscriptionPorts = {
    takes,
    listening: audio.listening,
    transcriber: createTranscriber((inPractice) => practice.of(inPractice)),
    join: audio.join,
    clock,
  };
  const retrySettings = () => ({
    language: settings.get().dictation.language,
    segments: settings.get().dictation.segments,
    practice: practice.on,
  });
  const unkept = new UnkeptTakes({
    state,
    keeps: () => settings.get().history.keep,
    forget: (id) => takes.forget(id),
  });
  const networkLog = log.room('queue');
  const watch = new NetworkWatch({
    ...network,
    onBack: () => {
      networkLog.info('the network is back');
      queue.wake();
    },
  });
  const queue = openRetryQueue({
    store: takes,
    signals: { ...loginSignals(state), awaitNetwork: (waits) => watch.want(waits) },
    run: async (id, signal, { by }) => {
      const take = await retryTake(ports, id, retrySettings(), signal);
      log.room('queue').info('take sent again', { take: id, by, state: take.state });
      onTake(take);
      await tellLate(take, by, inserter, state, Date.now);
      unkept.settled(take, by);
      return take;
    },
    now: Date.now,
    log: log.room('queue'),
  });
  const dictation = new Dictation({
    ...ports,
    recorder: audio.recorder,
    inserter,
    cues,
    postRoll: audio.postRoll,
    microphones: audio.microphones,
    state,
    settings: () => {
      const { dictation: d, microphone } = settings.get();
      return {
        device: microphone.device,
        sampleRate: microphone.sampleRate,
        language: d.language,
        segments: d.segments,
        postRollMs: d.postRollMs,
        practice: practice.on,
      };
    },
    onLevel,
    onSettled: (take) => {
      onTake(take);
      unkept.settled(take, 'dictation');
    },
    log: (event, facts) => log.room('dictation').info(event, facts),
  });
  return {
    dictation,
    queue,
    unkept,
    ports,
    retrySettings,
    [Symbol.asyncDispose]: async () => {
      await dictation[Symbol.asyncDispose]();
      await queue[Symbol.asyncDispose]();
      unkept[Symbol.dispose]();
    },
  };
}

/** A login that is there, or comes back: takes that waited for it can go. Practice mode lets practice takes go only. */
function loginSignals(state: StateStore<AppState>): RetrySignals {
  const kindOfTakes = (): 'practice' | 'real' | null => {
    const { kind } = state.get().account;
    if (kind === 'practice') return 'practice';
    return ['unknown', 'signed-out', 'broken'].includes(kind) ? null : 'real';
  };
  return {
    online: () => true, // nobody tells for sure; what waits is tried at its times, and when the network is seen to be back
    signedIn: (practice) => kindOfTakes() === (practice ? 'practice' : 'real'),
    subscribe: (listener) => {
      let before = kindOfTakes();
      return state.subscribe(() => {
        const now = kindOfTakes();
        if (now !== null && now !== before) listener();
        before = now;
      });
    },
  };
}
