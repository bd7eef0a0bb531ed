// The REST server inside the app: on and off from settings, tray and window without a restart; its failure is a state of
// the app, never its end.
import { findPlaces, type Surroundings } from '../app/places.ts';
import { fileTranscription, storedFileTranscription } from '../app/server-transcription.ts';
import { openAudioFiles } from '../audio/files/audio-files.ts';
import { toAppError } from '../contract/app-error.ts';
import type { Settings } from '../contract/settings.ts';
import type { AppState } from '../contract/state.ts';
import type { Log } from '../lib/log.ts';
import type { StateStore } from '../lib/state-store.ts';
import { createServer, type SottoServer } from '../server/create-server.ts';
import { readServerFile } from '../server/server-file.ts';
import type { TakeStore } from '../takes/take-store.ts';
import type { OpenDictation } from './open-dictation.ts';
import type { PracticeSwitch } from './practice-switch.ts';

export interface OpenServerOptions {
  readonly surroundings: Surroundings;
  readonly practice: PracticeSwitch;
  readonly dictation: OpenDictation;
  readonly takes: TakeStore;
  readonly state: StateStore<AppState>;
  readonly settings: StateStore<Settings>;
  readonly onLevel: (listener: (bar: number) => void) => () => void;
  readonly log: Log;
}

export interface OpenServer extends AsyncDisposable {
  /** Resolves when the server is as the settings say, or the state says why it can't be. @param again tries anew */
  settled(again?: boolean): Promise<void>;
  rotateKey(): Promise<void>;
  key(): Promise<string>;
  /** Requests of other programs that are being answered or wait for their turn. */
  readonly requestsInWork: number;
  /** A line that works in a terminal; with the key, so only for the clipboard. */
  curl(): Promise<string>;
}

export function openServer(options: OpenServerOptions): OpenServer {
  const { surroundings, practice, dictation, takes, state, settings, onLevel, log } = options;
  const { serverFile } = findPlaces(surroundings);
  const room = log.room('server');
  let server: SottoServer | null = null;

  const open = (): SottoServer => {
    const { port, concurrency, maxUploadMegabytes } = settings.get().server;
    const files = openAudioFiles({ env: surroundings.env, platform: surroundings.platform });
    const openPorts = () => {
      const inPractice = practice.on;
      return { ...dictation.ports, takes, files, practice: inPractice, client: () => practice.of(inPractice) };
    };
    return createServer({
      version: surroundings.version,
      ports: {
        transcription: fileTranscription(openPorts),
        storedTranscription: storedFileTranscription(openPorts),
        answers: {
          responses: (body, o) => practice.client.responses(body, o),
          compact: (body, o) => practice.client.compact(body, o),
        },
        models: { models: (o) => practice.client.models(o) },
        dictation: {
          start: () => dictation.dictation.start(),
          stop: () => dictation.dictation.stop(),
          toggle: () => dictation.dictation.toggle(),
          cancel: () => dictation.dictation.cancel(),
          state: () => state.get(),
          subscribe: (listener) => state.subscribe(listener),
          levels: onLevel,
        },
        history: takes,
      },
      key: { kind: 'file', path: serverFile },
      log: room,
      port,
      origins: () => settings.get().server.origins,
      storeTakes: () => settings.get().server.storeTakes,
      concurrency,
      maxUploadBytes: maxUploadMegabytes * 1024 * 1024,
      onState: (next) => state.update((now) => ({ ...now, server: next })),
    });
  };
  const stop = async (): Promise<void> => {
    const running = server;
    server = null;
    await running?.stop();
  };
  const start = async (): Promise<void> => {
    await stop();
    server = open();
    try {
      await server.start();
    } catch (thrown) {
      // The state says why (port taken, folder not writable): the app lives.
      room.warn('the server could not start', { code: toAppError(thrown).code });
    }
  };
  const rotateKey = async (): Promise<void> => {
    await (server ?? open()).rotateKey();
  };
  const key = async (): Promise<string> => {
    const stored = await readServerFile(serverFile);
    if (stored) return stored.key;
    await rotateKey(); // the server never ran: its first key is made for whoever asks
    return (await readServerFile(serverFile))?.key ?? '';
  };
  // One change after the other, whoever makes it: the switch, a reset, an imported file.
  let used = '';
  let work: Promise<void> = Promise.resolve();
  const follow = (again = false): void => {
    const wanted = settings.get().server.enabled ? JSON.stringify(fixed(settings.get())) : '';
    if (wanted === used && !again) return;
    used = wanted;
    work = work.then(() => (wanted === '' ? stop() : start())).catch(room.unexpected);
  };
  const unfollow = settings.subscribe(() => follow());
  return {
    settled: (again) => {
      if (again) follow(true);
      return work;
    },
    rotateKey,
    key,
    get requestsInWork() {
      return server === null ? 0 : server.load.atWork + server.load.waiting;
    },
    curl: async () => {
      const address = state.get().server.address ?? `http://127.0.0.1:${settings.get().server.port}`;
      return `curl ${address}/v1/audio/transcriptions -H "Authorization: Bearer ${await key()}" -F model=whisper-1 -F file=@audio.wav`;
    },
    [Symbol.asyncDispose]: async () => {
      unfollow();
      await work;
      await stop();
    },
  };
}

/** What needs a restart of the server; origins and storing are read at every request. */
const fixed = ({ server: { port, concurrency, maxUploadMegabytes } }: Settings) => ({
  port,
  concurrency,
  maxUploadMegabytes,
});
