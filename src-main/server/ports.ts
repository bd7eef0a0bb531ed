// What the server needs from the rest of the program, named by role, and nothing more. The shapes are those of the Codex
// client, so that it fits without an adapter; boot and the command line hand everything over. Types only.
import type { TakePage } from '../contract/commands.ts';
import type { AppState } from '../contract/state.ts';
import type { TakeFilter } from '../contract/take.ts';

/** An upload, there until the request has ended; whoever needs it longer copies it. */
export type UploadedAudio =
  | {
      /** All of it, in the pieces in which it came. */
      readonly kind: 'parts';
      readonly parts: readonly Uint8Array[];
      /** Writes it into a private file for whoever needs a path. Once, however often it is called. */
      asFile(): Promise<string>;
    }
  | { readonly kind: 'file'; readonly path: string };

export interface TranscriptionRequest {
  /** Trimmed, never empty. */
  readonly language?: string | undefined;
  readonly prompt?: string | undefined;
  /** Base name as the client sent it; the bytes decide what it is. */
  readonly fileName?: string | undefined;
  readonly contentType?: string | undefined;
  /** Aborted when the client goes, the server stops or the time is up. */
  readonly signal?: AbortSignal | undefined;
}

export interface HeardText {
  /** May be empty: silence. */
  readonly text: string;
  /** Milliseconds, where the container says it. */
  readonly durationMs?: number;
  /** Where it lies in history, when it was kept. */
  readonly takeId?: string;
}

/** One audio file to text. Throws errors with a code of the contract's table. */
export interface Transcription {
  transcribe(audio: UploadedAudio, options: TranscriptionRequest): Promise<HeardText>;
}

/** A Responses body in the public API's words. */
export interface AnswerBody {
  readonly [field: string]: unknown;
  readonly model?: string | undefined;
  readonly input: string | readonly unknown[];
  readonly instructions?: string | null | undefined;
  readonly tools?: readonly unknown[] | undefined;
}

export interface AnswerItem {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface AnswerUsage {
  readonly input_tokens: number;
  readonly input_tokens_details?: { readonly cached_tokens?: number };
  readonly output_tokens: number;
  readonly output_tokens_details?: { readonly reasoning_tokens?: number };
  readonly total_tokens: number;
}

/** A Response object whose `output` is filled. */
export interface AnswerObject {
  readonly [field: string]: unknown;
  readonly id: string;
  readonly status: string;
  readonly model?: string;
  readonly output: readonly AnswerItem[];
  readonly usage?: AnswerUsage;
  readonly incomplete_details?: { readonly reason?: string } | null;
}

/** Events as they came; those whose type is `other` carry the event in `data`. The last one's `output` is filled. */
export interface AnswerStream extends AsyncIterable<{ readonly type: string }>, AsyncDisposable {
  readonly requestId?: string;
  readonly model?: string;
  /** What one of the events tells to have failed; undefined for all others. Has a code of the contract's table. */
  failure(event: { readonly type: string }): Error | undefined;
  /** Either this or the events. */
  gathered(): Promise<AnswerObject>;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface Answers {
  responses(
    body: AnswerBody,
    options: CallOptions & { readonly headers?: Readonly<Record<string, string>> | undefined },
  ): Promise<AnswerStream>;
  compact(body: AnswerBody, options: CallOptions): Promise<{ readonly output: readonly Record<string, unknown>[] }>;
}

export interface ModelFacts {
  readonly slug: string;
  readonly displayName: string;
  readonly visibility: 'list' | 'hide' | 'none';
  readonly supportedInApi: boolean;
  readonly contextWindow?: number;
  readonly inputModalities: readonly string[];
  readonly reasoningLevels: readonly { readonly effort: string }[];
}

export interface ModelShelf {
  readonly models: readonly ModelFacts[];
  readonly source: 'live' | 'cache' | 'bundled';
  /** When the list was true, in milliseconds since 1970. */
  readonly asOfMs: number;
}

export interface Models {
  models(options: CallOptions): Promise<ModelShelf>;
}

/** The running app's dictation. Refusals are AppErrors: `busy`, `not_recording`, microphone and recorder codes. */
export interface DictationControl {
  start(): unknown;
  stop(): unknown;
  toggle(): unknown;
  cancel(): unknown;
  state(): AppState;
  /** Called after every change. Returns what ends it. */
  subscribe(listener: (state: AppState) => void): () => void;
  /** Level bars, 0..1, as they are measured; the server thins them out. */
  levels?(listener: (bar: number) => void): () => void;
}

export interface HistoryReader {
  list(page: {
    readonly query?: string | undefined;
    readonly filter?: TakeFilter | undefined;
    readonly before?: { readonly createdAt: number; readonly id: string } | undefined;
    readonly limit?: number | undefined;
  }): TakePage | Promise<TakePage>;
}

export interface ServerPorts {
  readonly transcription: Transcription;
  /** The same, with the take in history before anything is sent. Absent: `X-Sotto-Store` is refused. */
  readonly storedTranscription?: Transcription | undefined;
  readonly answers: Answers;
  readonly models: Models;
  /** Absent where no app runs: its routes say so. */
  readonly dictation?: DictationControl | undefined;
  readonly history?: HistoryReader | undefined;
}
