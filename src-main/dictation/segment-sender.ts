// Sends the segments of one take while it is still being spoken: at most `atOnce` at a time, texts kept in order, every
// finished text written into the take before the next is waited for. A failed segment doesn't stop the others: what
// they said is kept, and only the missing ones are sent again later. Knows the ports, not the recorder.
import { AppError, errorReport, toAppError } from '../contract/app-error.ts';
import type { TakeSegment } from '../contract/take.ts';
import type { Clock, SpokenSegment, TakeBook, Transcriber, TranscriptJoiner } from './ports.ts';

export interface SenderPorts {
  readonly takes: Pick<TakeBook, 'segment'>;
  readonly transcriber: Transcriber;
  readonly join: TranscriptJoiner;
  readonly clock: Clock;
}

export interface SenderOptions {
  readonly takeId: string;
  readonly language: string;
  readonly practice: boolean;
  readonly atOnce: number;
  /** After the last word, while the user waits; `atOnce` unless told. */
  readonly atOnceAtEnd?: number;
  readonly signal: AbortSignal;
  /** Segments that an earlier try has finished. */
  readonly known?: readonly TakeSegment[];
  /** 0..1 of all bytes that are known so far. */
  readonly onProgress?: (sent: number) => void;
}

export interface SentTake {
  readonly text: string;
  /** Clock times; absent when nothing was sent. */
  readonly lastSentAt?: number;
  readonly lastAnswerAt?: number;
  /** Milliseconds that the service took for the last answer. */
  readonly serviceMs?: number;
  readonly sentBytes: number;
}

interface Slot {
  segment: TakeSegment;
  sent: number;
  total: number;
}

export class SegmentSender {
  readonly #ports: SenderPorts;
  readonly #options: SenderOptions;
  readonly #slots = new Map<number, Slot>();
  readonly #work: Promise<void>[] = [];
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #atOnce: number;
  #lastSentAt: number | undefined;
  #lastAnswerAt: number | undefined;
  #serviceMs: number | undefined;
  #sentBytes = 0;

  constructor(ports: SenderPorts, options: SenderOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#atOnce = options.atOnce;
    for (const segment of options.known ?? []) this.#slots.set(segment.index, { segment, sent: 0, total: 0 });
  }

  /** Queues a segment; one that holds no speech, or that is already done, is not sent. */
  add(spoken: SpokenSegment): void {
    if (this.#slots.get(spoken.index)?.segment.state === 'done') return;
    const { index, startMs, endMs, overlapMs } = spoken;
    const base = { index, startMs, endMs, overlapMs };
    const empty = spoken.verdict.kind === 'empty';
    const segment: TakeSegment = empty ? { ...base, state: 'done', text: '' } : { ...base, state: 'waiting' };
    this.#slots.set(index, { segment, sent: 0, total: 0 });
    this.#ports.takes.segment(this.#options.takeId, segment);
    if (!empty) this.#work.push(this.#send(spoken));
  }

  /** Waits for everything that was added. Throws the first failure, after all others have ended. */
  async finish(): Promise<SentTake> {
    this.#atOnce = this.#options.atOnceAtEnd ?? this.#atOnce;
    this.#letGo();
    await Promise.allSettled(this.#work);
    this.#options.signal.throwIfAborted();
    const slots = [...this.#slots.values()].sort((a, b) => a.segment.index - b.segment.index);
    const failed = slots.find((slot) => slot.segment.state === 'failed');
    if (failed?.segment.error)
      throw new AppError(failed.segment.error.code, failed.segment.error.message, failed.segment.error);
    return {
      text: this.#ports.join(slots.map(({ segment }) => ({ text: segment.text ?? '', overlapMs: segment.overlapMs }))),
      ...(this.#lastSentAt === undefined ? {} : { lastSentAt: this.#lastSentAt }),
      ...(this.#lastAnswerAt === undefined ? {} : { lastAnswerAt: this.#lastAnswerAt }),
      ...(this.#serviceMs === undefined ? {} : { serviceMs: this.#serviceMs }),
      sentBytes: this.#sentBytes,
    };
  }

  async #send(spoken: SpokenSegment): Promise<void> {
    const { signal, language, practice } = this.#options;
    await this.#permit();
    try {
      signal.throwIfAborted();
      const audio = await spoken.audio;
      this.#change(spoken.index, { state: 'sending' });
      const startedAt = this.#ports.clock.now();
      const transcript = await this.#ports.transcriber.transcribe(audio, {
        ...(language ? { language } : {}),
        practice,
        signal,
        onProgress: (sent, total) => this.#progress(spoken.index, sent, total),
      });
      this.#sentBytes += audio.bytes.byteLength;
      audio.release?.(); // after a failure somebody may still be reading
      this.#lastSentAt = Math.max(this.#lastSentAt ?? 0, startedAt + transcript.timings.sentMs);
      this.#lastAnswerAt = this.#ports.clock.now();
      this.#serviceMs = Math.max(0, transcript.timings.firstByteMs - transcript.timings.sentMs);
      this.#change(spoken.index, { state: 'done', text: transcript.text });
    } catch (thrown) {
      if (!signal.aborted) this.#change(spoken.index, { state: 'failed', error: errorReport(toAppError(thrown)) });
    } finally {
      this.#running -= 1;
      this.#letGo();
    }
  }

  async #permit(): Promise<void> {
    const permitted = new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#letGo();
    await permitted;
  }

  /** As many as may go now, first come, first served. */
  #letGo(): void {
    while (this.#running < this.#atOnce) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#running += 1;
      next();
    }
  }

  #change(index: number, part: Partial<TakeSegment>): void {
    const slot = this.#slots.get(index);
    if (!slot) return;
    slot.segment = { ...slot.segment, ...part };
    this.#ports.takes.segment(this.#options.takeId, slot.segment);
  }

  #progress(index: number, sent: number, total: number): void {
    const slot = this.#slots.get(index);
    if (!slot) return;
    slot.sent = sent;
    slot.total = total;
    let sentAll = 0;
    let totalAll = 0;
    for (const { sent: s, total: t } of this.#slots.values()) {
      sentAll += s;
      totalAll += t;
    }
    if (totalAll > 0) this.#options.onProgress?.(sentAll / totalAll);
  }
}
