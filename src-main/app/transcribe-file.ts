// One audio file to text, for the command line, dropped files and the server alike. Short files whose container the
// service takes go up byte for byte; long ones are decoded, cut at pauses and sent in parts, and so are those that must
// be converted anyway and don't say how long they are. With a take store the file
// becomes a take first: nothing is sent before its row and its sound stand.
import type { Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { type CodexClient, type Container, isConverted, sniffBytes, sniffContainer } from '../codex/index.ts';
import { AppError, toAppError } from '../contract/app-error.ts';
import type { FileJob } from '../contract/events.ts';
import type { Take, TakeSource } from '../contract/take.ts';
import type { Clock, Listening, TranscriptJoiner } from '../dictation/ports.ts';
import { LiveTranscription, type TranscriptionOptions, type TranscriptionPorts } from '../dictation/transcription.ts';
import { readInPart } from '../takes/take-changes.ts';
import type { TakeStore } from '../takes/take-store.ts';
import { createTranscriber } from './transcriber.ts';

/** Decoding of files, by the audio room. */
export interface AudioFiles {
  /** Milliseconds as the container says; null when it doesn't. Never throws for what the file holds. */
  durationMs(audio: string | readonly Uint8Array[]): Promise<number | null>;
  /** 16-bit mono PCM at 16 kHz. Throws AppError: converter_missing, audio_unreadable. */
  decode(path: string, signal: AbortSignal): AsyncIterable<Buffer>;
}

export interface FilePorts {
  readonly listening: Listening;
  readonly join: TranscriptJoiner;
  readonly clock: Clock;
  readonly client: () => CodexClient;
  readonly files: AudioFiles;
}

export interface FileOptions {
  readonly language?: string | undefined;
  readonly prompt?: string | undefined;
  readonly fileName?: string | undefined;
  readonly contentType?: string | undefined;
  readonly signal: AbortSignal;
  /** 0..1 of the audio sent. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

export interface FileText {
  readonly text: string;
  readonly durationMs?: number;
}

/** From here on a file is cut at pauses and sent in parts. */
export const wholeUpToMs = 5 * 60_000;
/**
 * So is a larger one, however short: a studio recording is 1 MB for two seconds. The service's own limit is not known;
 * other programs stop at 10 to 25 MB, and 25 MB is what OpenAI's documented API takes.
 */
export const wholeUpToBytes = 24 * 1024 * 1024;
const sampleRate = 16_000;
const segmentsAtOnce = 4;

/** Nothing is kept. Throws AppErrors and the client's errors. */
export async function transcribeFile(ports: FilePorts, path: string, options: FileOptions): Promise<FileText> {
  const durationMs = await lengthOf(ports, path);
  const known = durationMs === null ? {} : { durationMs };
  const sentWhole = async (): Promise<FileText> => ({
    text: await sendWhole(ports, path, options, durationMs),
    ...known,
  });
  const cut = await needsCutting(path, durationMs);
  if (cut === null) return await sentWhole();
  const live = new LiveTranscription(unkept(ports, options), 'file', sampleRate, liveOptions(options, false));
  let bytes = 0;
  try {
    for await (const block of ports.files.decode(path, options.signal)) {
      bytes += block.length;
      live.listener.push(block);
    }
  } catch (thrown) {
    live.abandon();
    // Nobody here can make a large file small, or another of it: the client and the service have the last word.
    if (cut !== 'long' && toAppError(thrown).code === 'converter_missing') return await sentWhole();
    throw thrown;
  }
  const heard = await live.finish();
  return { text: heard.kind === 'text' ? heard.text : '', durationMs: (bytes / 2 / sampleRate) * 1000 };
}

export interface HistoryOptions extends Omit<FileOptions, 'onProgress'> {
  readonly source: TakeSource;
  readonly practice: boolean;
  readonly progress?: (state: FileJob['state'], share: number, takeId?: string) => void;
}

/**
 * The file as a take: kept whatever becomes of the request. Throws AppErrors; the row says the same. Only who aborts
 * without a reason, or with cancelled, takes the file back. With app_not_running the work ends, and what was read as a
 * whole is sent at the next start; with any other reason the take failed for it.
 */
export async function transcribeFileIntoHistory(
  ports: FilePorts & { readonly takes: TakeStore },
  path: string,
  options: HistoryOptions,
): Promise<Take> {
  const { takes } = ports;
  const { signal, language } = options;
  const tell = options.progress ?? (() => undefined);
  tell('reading', 0);
  const durationMs = await lengthOf(ports, path);
  const cut = await needsCutting(path, durationMs);
  const writer = takes.begin({
    source: options.source,
    sampleRate,
    fileName: options.fileName ?? basename(path),
    ...(language ? { language } : {}),
    ...(options.practice ? { practice: true } : {}),
  });
  const { id } = writer;
  const onProgress = (share: number): void => tell(share >= 1 ? 'waiting' : 'sending', share, id);
  // A short file is decoded for the player and the waveform only; the service gets the file itself.
  const live = new LiveTranscription(
    { ...ports, transcriber: createTranscriber(ports.client, options.prompt), takes },
    id,
    sampleRate,
    liveOptions({ ...options, onProgress }, options.practice),
  );
  if (cut === null) live.listener.onSegment = () => undefined;
  let kept = false;
  let whole = false;
  try {
    let decoded = true;
    try {
      if (await onlyClientOpens(path, options.contentType)) throw noDecoderHere(path);
      for await (const block of ports.files.decode(path, signal)) {
        kept = true;
        writer.append(block);
        live.listener.push(block);
      }
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code !== 'converter_missing') throw error;
      decoded = false; // without a decoder the file itself is kept, and the service judges it
      takes.keepOriginal(id, path, extensionOf(options.fileName ?? path), options.contentType ?? anyType);
      kept = true;
      if (cut === 'long') throw error; // it can be sent as it is when the user wants that
    }
    writer.finish();
    whole = true;
    signal.throwIfAborted();
    tell('sending', 0, id);
    if (cut !== null && decoded) return await settleLong(takes, id, live);
    if (decoded) {
      const { verdict } = await live.listener.finish();
      if (verdict.kind === 'empty') return takes.empty(id, verdict.reason);
    } else live.abandon();
    takes.transcribing(id);
    const text = await sendWhole(ports, path, { ...options, onProgress }, durationMs);
    return text.trim() === '' ? takes.empty(id, 'nothing-recognised') : takes.done(id, { text, timings: {} });
  } catch (thrown) {
    live.abandon();
    writer.finish();
    if (signal.aborted) {
      const why = toAppError(signal.reason);
      if (why.code === 'cancelled') takes.discarded(id);
      else if (!whole) takes.failed(id, readInPart());
      else if (why.code === 'app_not_running') takes.release(id);
      else takes.failed(id, why);
      throw new AppError('cancelled', 'The file was taken back.', { cause: thrown });
    }
    const error = toAppError(thrown);
    takes.failed(id, error);
    // Nothing of the file could be read: there is nothing to play or to send again, and whoever gave it is told.
    if (!kept) takes.delete([id]);
    throw error;
  }
}

/** SILK has a decoder of its own, and the rate of raw samples stands in their declared type: the client knows both. */
async function onlyClientOpens(path: string, contentType: string | undefined): Promise<boolean> {
  const container = await containerOf(path);
  if (container === 'silk' || container === 'silk-tencent') return true;
  return container === 'unknown' && /^\s*audio\/(?:x-)?(?:pcm|raw|l16)\b/i.test(contentType ?? '');
}

async function containerOf(path: string): Promise<Container> {
  await using file = await open(path, 'r');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(sniffBytes), 0, sniffBytes, 0);
  return sniffContainer(buffer.subarray(0, bytesRead));
}

function noDecoderHere(path: string): AppError {
  return new AppError('converter_missing', `"${basename(path)}" can\u2019t be decoded here.`);
}

const anyType = 'application/octet-stream';

const extensionOf = (name: string): string => /^\.([a-z0-9]{1,8})$/i.exec(extname(name))?.[1]?.toLowerCase() ?? 'bin';

async function settleLong(takes: TakeStore, id: string, live: LiveTranscription): Promise<Take> {
  const heard = await live.finish();
  if (heard.kind === 'empty') return takes.empty(id, heard.reason);
  return takes.done(id, { text: heard.text, timings: { sentBytes: heard.sent.sentBytes } });
}

async function sendWhole(
  ports: FilePorts,
  path: string,
  options: FileOptions,
  durationMs: number | null,
): Promise<string> {
  const { text } = await ports.client().transcribe(
    { kind: 'file', path },
    {
      language: options.language,
      prompt: options.prompt,
      fileName: options.fileName,
      contentType: options.contentType,
      durationMs: durationMs ?? undefined,
      signal: options.signal,
      onProgress: (sent, total) => options.onProgress?.(total > 0 ? sent / total : 0),
    },
  );
  return text;
}

async function lengthOf(ports: FilePorts, path: string): Promise<number | null> {
  let facts: Stats;
  try {
    facts = await stat(path);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new AppError(
      missing ? 'file_not_found' : 'file_unreadable',
      `"${basename(path)}" ${missing ? 'does not exist' : 'can\u2019t be read'}.`,
      { cause },
    );
  }
  if (facts.isDirectory()) {
    throw new AppError('file_unreadable', `"${basename(path)}" is a folder.`, { hint: 'Name an audio file.' });
  }
  if (facts.size === 0) throw new AppError('audio_empty', `"${basename(path)}" is empty.`);
  return await ports.files.durationMs(path);
}

/** Why the file is decoded and sent in small parts; null: it goes up as it is. */
async function needsCutting(path: string, durationMs: number | null): Promise<'long' | 'large' | 'converted' | null> {
  const { size } = await stat(path);
  if (durationMs === null) {
    if (size > wholeUpToBytes) return 'long';
    // Hours of a voice recorder's AMR are a few megabytes, and ten times as much when they were converted.
    return isConverted(await containerOf(path)) ? 'converted' : null;
  }
  if (durationMs >= wholeUpToMs) return 'long';
  return size > wholeUpToBytes ? 'large' : null;
}

function liveOptions(options: FileOptions, practice: boolean): TranscriptionOptions {
  return {
    language: options.language ?? '',
    practice,
    segments: true,
    atOnce: segmentsAtOnce,
    signal: options.signal,
    ...(options.onProgress ? { onProgress: options.onProgress } : {}),
  };
}

/** The ports of a transcription that leaves nothing behind: segments are not written anywhere. */
function unkept(ports: FilePorts, { prompt }: FileOptions): TranscriptionPorts {
  const refuse = (): never => {
    throw new Error('A file that is not kept has no row.');
  };
  return {
    ...ports,
    transcriber: createTranscriber(ports.client, prompt),
    takes: {
      begin: refuse,
      describe: () => undefined,
      segment: () => undefined,
      transcribing: () => undefined,
      done: refuse,
      empty: refuse,
      failed: refuse,
      discarded: refuse,
      inserted: refuse,
      readPcm: refuse,
      get: () => null,
      original: () => null,
    },
  };
}
