// The one public file of the Codex client. Everything else in this folder is private.
export { type BackendRouteName, type BackendRouteParameters, backendRoutes } from './account/backend-routes.ts';
export type { Usage, UsageCredits, UsageLimit, UsageWindow } from './account/usage.ts';
export type {
  CallOptions,
  ClientIdentity,
  CodexClient,
  CodexClientOptions,
  TranscribeOptions,
  Transcription,
} from './client.ts';
export type {
  Bearer,
  BearerMode,
  CodexFetch,
  CodexLog,
  Credentials,
  CredentialsOptions,
  LoginSource,
  LoginStatus,
} from './credentials/credentials.ts';
export { CodexError, type CodexErrorCode, codexErrorCodes, isCodexError } from './errors.ts';
export type { ModelEntry, ModelList, ReasoningLevel } from './models/models.ts';
export type { RateLimits } from './responses/rate-limit-headers.ts';
export type { CompactedInput, ResponsesBody } from './responses/request-body.ts';
export type {
  GatheredResponse,
  ResponseError,
  ResponseEvent,
  ResponseItem,
  ResponseUsage,
} from './responses/response-events.ts';
export type { ResponsesStream } from './responses/responses-stream.ts';
export type { AudioPrograms, SilkOptions } from './transcribe/audio-programs.ts';
export type { AudioSource } from './transcribe/audio-source.ts';
export type { ProxyOptions } from './transport/proxy-options.ts';
export type { Transport, TransportBody, TransportRequest, TransportResponse } from './transport/transport.ts';
