// Makes whatever came into something that the service takes: byte for byte where it can, converted where it must,
// refused with the reason where it can't. Everything that it opened or wrote is gone when the result is disposed.
import { untilAborted } from '../credentials/until-aborted.ts';
import { CodexError } from '../errors.ts';
import { audioDurationMs } from './audio-duration.ts';
import type { AudioPrograms } from './audio-programs.ts';
import type { AudioSource } from './audio-source.ts';
import { type Container, sniffBytes, sniffContainer, tagLength } from './container.ts';
import { acceptedFormats, type ContainerFacts, containerFacts } from './container-facts.ts';
import { convertAudio } from './convert-audio.ts';
import { type OpenAudio, openAudio } from './open-audio.ts';
import { declaredPcm, type PcmFormat, pcmAsWav, wavHeader } from './raw-pcm.ts';
import { decodeSilk } from './silk.ts';
import { privateFile, spool, temporaryFolder } from './temporary-folder.ts';
import { uploadName } from './upload-name.ts';

export interface PrepareOptions {
  readonly fileName?: string | undefined;
  readonly contentType?: string | undefined;
  readonly programs: AudioPrograms;
  readonly temporaryFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface PreparedAudio extends AsyncDisposable {
  readonly fileName: string;
  readonly contentType: string;
  /** What it was before. */
  readonly container: Container;
  readonly sizeBytes: number | undefined;
  readonly durationMs: number | undefined;
  readonly repeatable: boolean;
  /** All of it, where it is in memory and short. */
  readonly bytes?: Uint8Array;
  open(reuse?: boolean): AsyncIterable<Uint8Array>;
}

/** The shortest sound that the public API takes; the backend's answer to less is unstable text. */
const shortestMs = 100;

/** Throws CodexError with the audio_*, converter_* and silk_* codes, or `cancelled`. */
export async function prepareAudio(source: AudioSource, options: PrepareOptions): Promise<PreparedAudio> {
  await using stack = new AsyncDisposableStack();
  const audio = stack.use(await openUnlessAborted(source, options.signal));
  const given = options.fileName ?? audio.name;
  const label = given === undefined ? 'The audio' : given;
  if (audio.head.length === 0)
    throw new CodexError('audio_empty', `${label} is empty; there is nothing to transcribe.`);
  const container = await containerOf(audio);
  if (container === 'unknown') {
    const pcm = declaredPcm(options.contentType, given);
    if (pcm === undefined || pcm === 'incomplete') throw unknownKind(label, pcm);
    return settle(stack, asWav(audio, pcm), 'wav', container, given, pcmDurationMs(audio, pcm), label);
  }
  const facts = containerFacts[container];
  const asItIs = facts.handling === 'silk' && options.programs.silk?.decode === false; // the caller's wish
  if (facts.handling === 'upload' || asItIs) {
    return settle(stack, audio, container, container, given, await audioDurationMs(audio, container), label);
  }
  const folder = stack.use(await temporaryFolder(options.temporaryFolder));
  const input = audio.path ?? folder.file(`input.${facts.extensions[0]}`);
  if (audio.path === undefined) await spool(audio.open(), input, options.signal);
  const made = await mend(input, facts, folder.file, options);
  const result = stack.use(await openAudio({ kind: 'file', path: made.path }));
  const durationMs = await audioDurationMs(result, made.container);
  const name = given ?? (facts.handling === 'silk' ? 'voice' : undefined);
  return settle(stack, result, made.container, container, name, durationMs, label);
}

/** A stream may keep us waiting for its first bytes. */
async function openUnlessAborted(source: AudioSource, signal: AbortSignal | undefined): Promise<OpenAudio> {
  const opening = openAudio(source);
  try {
    return await untilAborted(opening, signal, 'Transcribing');
  } catch (thrown) {
    // Opened after all: nobody wants it any more. Its own failure is what was thrown.
    opening.then(
      (audio) => audio[Symbol.asyncDispose](),
      () => undefined,
    );
    throw thrown;
  }
}

async function containerOf(audio: OpenAudio): Promise<Container> {
  const tag = tagLength(audio.head);
  // Behind a tag with a picture stands the truth; a stream's can't be looked at.
  if (tag < audio.head.length || audio.readAt === undefined) return sniffContainer(audio.head);
  const behind = sniffContainer(await audio.readAt(tag, sniffBytes));
  return behind === 'unknown' ? 'mp3' : behind;
}

async function mend(
  input: string,
  facts: ContainerFacts,
  file: (name: string) => string,
  options: PrepareOptions,
): Promise<{ readonly path: string; readonly container: 'flac' | 'wav' }> {
  if (facts.handling === 'convert') return await convertAudio(input, facts, file, options.programs, options.signal);
  const path = await privateFile(file('decoded.wav'));
  await decodeSilk(input, path, options.programs, options.signal);
  return { path, container: 'wav' };
}

type Sendable = Pick<PreparedAudio, 'sizeBytes' | 'repeatable' | 'bytes' | 'open'>;

function settle(
  stack: AsyncDisposableStack,
  audio: Sendable,
  kind: Exclude<Container, 'unknown'>,
  container: Container,
  given: string | undefined,
  durationMs: number | undefined,
  label: string,
): PreparedAudio {
  if (durationMs === 0) throw new CodexError('audio_empty', `${label} holds no sound; there is nothing to transcribe.`);
  if (durationMs !== undefined && durationMs < shortestMs) {
    const length = Math.round(durationMs);
    throw new CodexError('audio_too_short', `${label} is ${length} ms long; at least ${shortestMs} ms are needed.`);
  }
  const facts = containerFacts[kind];
  const owned = stack.move();
  return {
    fileName: uploadName(given, facts),
    contentType: facts.contentType,
    container,
    sizeBytes: audio.sizeBytes,
    durationMs,
    get repeatable() {
      return audio.repeatable;
    },
    ...(audio.bytes === undefined ? {} : { bytes: audio.bytes }),
    open: (reuse) => audio.open(reuse),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function asWav(audio: OpenAudio, format: PcmFormat): Sendable {
  return {
    sizeBytes: audio.sizeBytes === undefined ? undefined : audio.sizeBytes + wavHeader(format, 0).length,
    get repeatable() {
      return audio.repeatable;
    },
    open: (reuse) => pcmAsWav(audio.open(reuse), format, audio.sizeBytes),
  };
}

function pcmDurationMs(audio: OpenAudio, format: PcmFormat): number | undefined {
  return audio.sizeBytes && (audio.sizeBytes / (format.sampleRateHz * format.channels * 2)) * 1000;
}

function unknownKind(label: string, pcm: 'incomplete' | undefined): CodexError {
  return new CodexError(
    'audio_unsupported',
    pcm === undefined
      ? `${label} is no audio that is known here; use ${acceptedFormats}.`
      : `${label} is raw PCM, which doesn\u2019t say its rate; declare it as "audio/pcm; rate=16000; channels=1", or use ${acceptedFormats}.`,
  );
}
