// Turns a take into text. Two ways in: `live`, fed while the take is spoken, and `stored`, from the audio on disk (retry,
// undo, takes found after a crash, cut files), where finished segments are taken from the row and not sent again.
// Knows the ports; nothing of recorders, keys or windows.
import type { EmptyReason, Take, TakeSegment, TakeTimings } from '../contract/take.ts';
import type {
  Clock,
  Listening,
  OriginalAudio,
  SpokenSegment,
  TakeBook,
  TakeListener,
  Transcriber,
  TranscriptJoiner,
  Verdict,
} from './ports.ts';
import { SegmentSender, type SentTake } from './segment-sender.ts';

export interface TranscriptionPorts {
  readonly takes: TakeBook;
  readonly listening: Listening;
  readonly transcriber: Transcriber;
  readonly join: TranscriptJoiner;
  readonly clock: Clock;
}

export interface TranscriptionOptions {
  readonly language: string;
  /** By the practice service. */
  readonly practice: boolean;
  readonly segments: boolean;
  readonly atOnce: number;
  /** Of the live take's last parts, while the user waits. */
  readonly atOnceAtEnd?: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (sent: number) => void;
}

export type Heard =
  | { readonly kind: 'text'; readonly text: string; readonly sent: SentTake }
  | { readonly kind: 'empty'; readonly reason: EmptyReason };

/** A take while it is spoken: the listener cuts, the sender sends. */
export class LiveTranscription {
  readonly listener: TakeListener;
  readonly #sender: SegmentSender;
  readonly #takeId: string;
  readonly #takes: TakeBook;
  readonly #signal: AbortSignal;

  constructor(ports: TranscriptionPorts, takeId: string, sampleRate: number, options: TranscriptionOptions) {
    this.#takeId = takeId;
    this.#takes = ports.takes;
    this.#signal = options.signal;
    this.#sender = new SegmentSender(ports, { takeId, ...options });
    this.listener = ports.listening.listen({ sampleRate, segments: options.segments });
    this.listener.onSegment = (segment) => this.#sender.add(segment);
  }

  /** No more audio. The first failure of any segment is thrown; what was heard stays in the row. */
  async finish(): Promise<Heard> {
    const { verdict, last } = await this.listener.finish();
    this.#signal.throwIfAborted(); // discarded meanwhile: the row must stay discarded
    return settle(this.#sender, this.#takes, this.#takeId, verdict, last);
  }

  abandon(): void {
    this.listener.abandon();
  }
}

/** A practice take goes to the practice service while there is one; a real take never does. */
export const staysPractice = (take: Take, practiceIsOn: boolean): boolean => take.practice && practiceIsOn;

/**
 * Sends what a stored take still misses, or all of it when nothing is missing: who sends a finished take again wants it
 * heard anew. Throws AppError; the row keeps every finished segment.
 */
export async function transcribeStored(
  ports: TranscriptionPorts,
  stored: Take,
  options: TranscriptionOptions,
): Promise<Heard> {
  const take = isHeardAnew(stored, options.practice) ? { ...stored, segments: stored.segments.map(unsent) } : stored;
  // Whose it is stands in the row before anything is sent: if this try fails, the next one goes to the same service.
  if (stored.text === '' && stored.practice !== options.practice)
    ports.takes.describe(take.id, { practice: options.practice, segments: take.segments });
  const original = ports.takes.original(take.id);
  if (original && take.durationMs === 0) return await sendOriginal(ports, take, original, options); // never decoded
  const known = take.segments.filter((segment) => segment.state === 'done');
  const anew = new Map<number, TakeSegment>();
  // A finished take keeps its parts, as its text, until all of the new text is there.
  const takes =
    stored.text === '' ? ports.takes : { segment: (_id: string, part: TakeSegment) => void anew.set(part.index, part) };
  const sender = new SegmentSender({ ...ports, takes }, { takeId: take.id, ...options, known });
  // Segments that were cut while speaking keep their borders; the audio after the last one is cut anew.
  const cutUntilMs = await resendCut(ports, take, sender, options.signal);
  const listener = ports.listening.listen({ sampleRate: take.sampleRate, segments: options.segments });
  const firstIndex = take.segments.length;
  const shift = (segment: SpokenSegment): SpokenSegment => ({
    ...segment,
    index: segment.index + firstIndex,
    startMs: segment.startMs + cutUntilMs,
    endMs: segment.endMs + cutUntilMs,
  });
  listener.onSegment = (segment) => sender.add(shift(segment));
  await feed(ports.takes, take.id, cutUntilMs, take.durationMs, listener, options.signal);
  const { verdict, last } = await listener.finish();
  options.signal.throwIfAborted();
  const spoken = firstIndex > 0 ? ({ kind: 'speech' } as const) : verdict;
  const heard = await settle(sender, ports.takes, take.id, spoken, last && shift(last));
  if (heard.kind === 'text') for (const segment of anew.values()) ports.takes.segment(take.id, segment);
  return heard;
}

/** With a text, or heard as nothing at all, it was finished; and no service goes on where another one began. */
function isHeardAnew({ text, practice, segments }: Take, byPractice: boolean): boolean {
  return text !== '' || practice !== byPractice || segments.every(({ state, text: said }) => state === 'done' && !said);
}

/** Its borders stay. */
function unsent({ index, startMs, endMs, overlapMs }: TakeSegment): TakeSegment {
  return { index, startMs, endMs, overlapMs, state: 'waiting' };
}

async function sendOriginal(
  { takes, transcriber, clock }: TranscriptionPorts,
  take: Take,
  original: OriginalAudio,
  { language, practice, signal, onProgress }: TranscriptionOptions,
): Promise<Heard> {
  takes.transcribing(take.id);
  let sentBytes = 0;
  const { text, timings } = await transcriber.transcribeFile(
    { ...original, ...(take.fileName ? { fileName: take.fileName } : {}) },
    {
      ...(language ? { language } : {}),
      practice,
      signal,
      onProgress: (sent, total) => {
        sentBytes = sent;
        if (total > 0) onProgress?.(sent / total);
      },
    },
  );
  signal.throwIfAborted();
  if (text.trim() === '') return { kind: 'empty', reason: 'nothing-recognised' };
  const serviceMs = Math.max(0, timings.firstByteMs - timings.sentMs);
  return { kind: 'text', text, sent: { text, lastAnswerAt: clock.now(), serviceMs, sentBytes } };
}

/** Small, so that a key pressed meanwhile isn't answered late: a second of sound is some 17 ms of work. */
const feedMs = 1000;

/** A listener that can't be fed to the end is abandoned. */
async function feed(
  takes: TakeBook,
  id: string,
  fromMs: number,
  toMs: number,
  listener: TakeListener,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (let at = fromMs; at < toMs; at += feedMs) {
      signal.throwIfAborted();
      const samples = await takes.readPcm(id, at, Math.min(at + feedMs, toMs));
      listener.push(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength));
    }
  } catch (thrown) {
    listener.abandon();
    throw thrown;
  }
}

async function resendCut(
  ports: TranscriptionPorts,
  take: Take,
  sender: SegmentSender,
  signal: AbortSignal,
): Promise<number> {
  let until = 0;
  for (const segment of take.segments) {
    until = Math.max(until, segment.endMs);
    if (segment.state === 'done') continue;
    const part = ports.listening.listen({ sampleRate: take.sampleRate, segments: false });
    await feed(ports.takes, take.id, segment.startMs, segment.endMs, part, signal);
    const { last } = await part.finish();
    if (last)
      sender.add({
        ...last,
        index: segment.index,
        startMs: segment.startMs,
        endMs: segment.endMs,
        overlapMs: segment.overlapMs,
      });
  }
  return until;
}

async function settle(
  sender: SegmentSender,
  takes: TakeBook,
  id: string,
  verdict: Verdict,
  last: SpokenSegment | null,
): Promise<Heard> {
  if (verdict.kind === 'empty') return { kind: 'empty', reason: verdict.reason };
  if (last) sender.add(last);
  takes.transcribing(id);
  const sent = await sender.finish();
  return sent.text.trim() === ''
    ? { kind: 'empty', reason: 'nothing-recognised' }
    : { kind: 'text', text: sent.text, sent };
}

/** Stage times of a take, from clock times. */
export function timingsAfterKeyUp(keyUpAt: number, sent: SentTake): TakeTimings {
  return {
    ...(sent.lastSentAt === undefined ? {} : { keyUpToLastSegmentSent: sent.lastSentAt - keyUpAt }),
    ...(sent.lastAnswerAt === undefined ? {} : { keyUpToLastAnswer: sent.lastAnswerAt - keyUpAt }),
    ...(sent.serviceMs === undefined ? {} : { service: sent.serviceMs }),
    sentBytes: sent.sentBytes,
  };
}
