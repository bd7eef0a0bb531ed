// sotto record: dictation without a desktop. Microphone to text on stdout; Ctrl+C ends the recording and transcribes.
// The take is kept in History whatever happens, as in the app.
import { join } from 'node:path';
import { findPlaces } from '../app/places.ts';
import { createTranscriber } from '../app/transcriber.ts';
import { joinTranscripts } from '../audio/join-transcripts.ts';
import { createListening } from '../audio/listener.ts';
import { PostRoll } from '../audio/post-roll.ts';
import { listMicrophones, MicrophoneNames } from '../audio/recorder/microphones.ts';
import { createRecorder } from '../audio/recorder/recorder.ts';
import { AppError, toAppError } from '../contract/app-error.ts';
import type { EmptyReason } from '../contract/take.ts';
import { Capture } from '../dictation/capture.ts';
import { LiveTranscription } from '../dictation/transcription.ts';
import { openTakeStore } from '../takes/take-store.ts';
import { openCodexFor } from './codex-flags.ts';
import { flagOption, numberOption, textOption } from './parse-arguments.ts';
import { readSettingsFile } from './read-settings-file.ts';
import type { Command } from './run-cli.ts';

const clock = { now: () => performance.now(), unix: () => Date.now() };

export const record: Command = async ({ parsed, surroundings, terminal, log }) => {
  const seconds = numberOption(parsed, 'seconds', 0.2, 86_400);
  const places = findPlaces(surroundings);
  const settings = readSettingsFile(places.home);
  const language = textOption(parsed, 'language') ?? settings.dictation.language;
  const device = textOption(parsed, 'device') ?? settings.microphone.device;
  const { sampleRate } = settings.microphone;

  await using codex = openCodexFor({ surroundings, parsed, log });
  await using store = openTakeStore({ folder: places.home, now: Date.now, log });
  const names = new MicrophoneNames();
  const recorder = createRecorder({
    choice: () => (settings.microphone.recorder === 'window' ? 'auto' : settings.microphone.recorder),
    definitionsDir: join(surroundings.bundle, 'recorders'),
    platform: surroundings.platform,
    env: surroundings.env,
    now: clock.now,
    log,
    labelOf: names.labelOf,
  });
  const listing = listMicrophones({ env: surroundings.env, platform: surroundings.platform }).then((found) =>
    names.remember(found),
  );
  const capture = new Capture({
    recorder,
    device,
    sampleRate,
    postRoll: (trailingQuietMs) => new PostRoll({ maxMs: settings.dictation.postRollMs, sampleRate, trailingQuietMs }),
    onFirstSample: () =>
      terminal.note(seconds === undefined ? 'Speak. Ctrl+C ends and transcribes.' : `Speak. ${seconds} seconds.`),
    now: () => clock.now(),
    onOutage: (why) => terminal.note(`${why.message} Another microphone is looked for.`),
    onMicrophone: (name, moved) => {
      if (moved) terminal.note(`Recording goes on with ${name}.`);
    },
  });
  const writer = store.begin({ source: 'cli', sampleRate, ...(language ? { language } : {}) });
  const abort = new AbortController();
  const ports = {
    takes: store,
    listening: createListening({ log }),
    transcriber: createTranscriber(() => codex.client),
    join: joinTranscripts,
    clock,
  };
  const live = new LiveTranscription(ports, writer.id, sampleRate, {
    language,
    practice: false,
    segments: settings.dictation.segments,
    atOnce: 3,
    signal: abort.signal,
  });
  ports.transcriber.warm(false);
  const finish = (): void => capture.finish();
  terminal.interrupted.addEventListener('abort', finish, { once: true });
  const timer = seconds === undefined ? undefined : setTimeout(finish, seconds * 1000);
  const end = await capture.run(writer, live.listener, () => undefined);
  clearTimeout(timer);
  await listing;
  writer.finish();
  store.describe(writer.id, { device: capture.device });
  if (end.kind === 'died') {
    live.abandon();
    store.failed(writer.id, end.error);
    throw end.error;
  }
  try {
    const heard = await live.finish();
    if (heard.kind === 'empty') {
      store.empty(writer.id, heard.reason);
      throw silent(heard.reason, capture.device);
    }
    store.done(writer.id, { text: heard.text, timings: { sentBytes: heard.sent.sentBytes } });
    terminal.print(flagOption(parsed, 'json') ? JSON.stringify({ id: writer.id, text: heard.text }) : heard.text);
    return 0;
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'audio_silent') {
      store.failed(writer.id, error);
      terminal.note(`The recording is kept: sotto retry ${writer.id}`);
    }
    throw error;
  }
};

function silent(reason: EmptyReason, device: string): AppError {
  const what: Readonly<Record<EmptyReason, string>> = {
    'no-frames': `${device} delivered no sound.`,
    'digital-silence': `${device} delivered digital silence.`,
    'noise-only': `Nothing but noise came from ${device}.`,
    'nothing-recognised': 'The service recognised no words.',
  };
  return new AppError('audio_silent', what[reason]);
}
