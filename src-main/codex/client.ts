// What the Codex client can do, in types. Implementations are beside it, each in a folder named for its work.
// It must not know Electron, settings or any app: whoever opens the client hands over what it needs.
import type { BackendRouteName, BackendRouteParameters } from './account/backend-routes.ts';
import type { Usage } from './account/usage.ts';
import type { CodexLog, Credentials } from './credentials/credentials.ts';
import type { ModelList } from './models/models.ts';
import type { CompactedInput, ResponsesBody } from './responses/request-body.ts';
import type { ResponsesStream } from './responses/responses-stream.ts';
import type { AudioPrograms } from './transcribe/audio-programs.ts';
import type { AudioSource } from './transcribe/audio-source.ts';
import type { ProxyOptions } from './transport/proxy-options.ts';
import type { Transport } from './transport/transport.ts';

/** Who we say we are, on every request. Honest by default: never an official program's name. */
export interface ClientIdentity {
  readonly originator: string;
  readonly userAgent: string;
}

export interface CodexClientOptions {
  readonly credentials: Credentials;
  /** ChatGPT backend, such as `https://chatgpt.com/backend-api`. The login's token goes to this host and no other. */
  readonly upstream: string;
  /** Public API for API keys, such as `https://api.openai.com/v1`. */
  readonly openaiBase: string;
  readonly identity: ClientIdentity;
  /** Default: one of our own (undici) with the two options below. One that was handed in is closed by its maker. */
  readonly transport?: Transport | undefined;
  readonly proxy?: ProxyOptions | undefined;
  /** Default 15,000. */
  readonly connectTimeoutMs?: number | undefined;
  /** Tried once when the first one was met with a challenge. */
  readonly secondTransport?: Transport | undefined;
  /** Covers one upstream request. Default: grows with the length of the audio. */
  readonly requestTimeoutMs?: number | undefined;
  /** Model for transcription with an API key, read at every request. Default `gpt-4o-mini-transcribe`. */
  readonly apiKeyModel?: string | undefined;
  /** `major.minor.patch`, told to the model list: the backend hides models from versions that it takes for too old. */
  readonly clientVersion?: string | undefined;
  /** Converters and the SILK decoder. */
  readonly audioPrograms?: AudioPrograms | undefined;
  /** For converted audio; each in a folder of its own, removed on every path. Default: the system's. */
  readonly temporaryFolder?: string | undefined;
  readonly log?: CodexLog | undefined;
}

export interface TranscribeOptions {
  /** ISO code; absent or `auto`: the service decides. */
  readonly language?: string | undefined;
  /** Words to expect. Only with an API key; the ChatGPT backend is not known to read it. */
  readonly prompt?: string | undefined;
  /** Name to send; its extension is repaired to match the bytes. */
  readonly fileName?: string | undefined;
  /** What the caller believes it is. The bytes decide; it counts only for raw PCM (`audio/pcm; rate=16000`). */
  readonly contentType?: string | undefined;
  /** Known length of the audio, in milliseconds, where the bytes don't say. */
  readonly durationMs?: number | undefined;
  /** Overrides the client's. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Counted when bytes are handed to the connection; 0 as total when unknown. Starts anew when sent again. */
  readonly onProgress?: ((sentBytes: number, totalBytes: number) => void) | undefined;
}

export interface Transcription {
  /** May be empty: silence. */
  readonly text: string;
  /** The service's own id of the request, for reports. */
  readonly requestId?: string;
  /** Length of the audio in milliseconds, where its header or the caller says it. */
  readonly durationMs?: number;
  /** Milliseconds from the start of the request that succeeded. */
  readonly timings: { readonly sentMs: number; readonly firstByteMs: number; readonly totalMs: number };
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface CodexClient extends AsyncDisposable {
  /** Connection and token made ready: call it when the key goes down. Never throws; the request itself will. */
  warm(signal?: AbortSignal): Promise<void>;

  /**
   * One audio file to text. Throws CodexError: audio_* and converter/SILK codes before anything is sent; login codes;
   * network, connect_timeout, upstream_* , rate_limited, quota_exhausted, plan_not_included, invalid_response; cancelled.
   */
  transcribe(audio: AudioSource, options?: TranscribeOptions): Promise<Transcription>;

  /** A model's answer as events, or gathered. The body is the public Responses API's; what the backend refuses is mended. */
  responses(
    body: ResponsesBody,
    options?: CallOptions & { readonly headers?: Readonly<Record<string, string>> | undefined },
  ): Promise<ResponsesStream>;

  /** A long conversation made short by the backend. */
  compact(body: ResponsesBody, options?: CallOptions): Promise<CompactedInput>;

  /** The account's models: live, from the cache, or the list that was bundled, which says its date. */
  models(options?: CallOptions & { readonly refresh?: boolean | undefined }): Promise<ModelList>;

  /** Plan and usage windows. Only with a ChatGPT login. */
  usage(options?: CallOptions): Promise<Usage>;

  /** Read-only access to the documented routes of the backend; the answers are JSON that nobody promises. */
  get<Name extends BackendRouteName>(
    route: Name,
    ...parameters: BackendRouteParameters<Name> extends Record<string, never>
      ? [parameters?: Record<string, never>, options?: CallOptions]
      : [parameters: BackendRouteParameters<Name>, options?: CallOptions]
  ): Promise<unknown>;
}
