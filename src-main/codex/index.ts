// The one public file of the Codex client. Everything else in this folder is private. README.md tells how to use it.
export { type BackendRouteName, type BackendRouteParameters, backendRoutes } from './account/backend-routes.ts';
export type { Usage, UsageCredits, UsageLimit, UsageWindow } from './account/usage.ts';
export { type BackendBases, defaultOpenaiBase, defaultUpstream } from './backend/bases.ts';
export { type AppServerSession, type AppServerTurn, openAppServer } from './cli/app-server-session.ts';
export { type CodexExecOptions, type CodexExecResult, codexExec } from './cli/codex-exec.ts';
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
  RefreshKeeper,
} from './credentials/credentials.ts';
export { openCredentials } from './credentials/open-credentials.ts';
export { type CredentialFlags, credentialsOptionsFromEnv } from './credentials/options-from-env.ts';
export { type CodexEnvOptions, codexEnvOptions } from './env-options.ts';
export { CodexError, type CodexErrorCode, codexErrorCodes, isCodexError } from './errors.ts';
export type { SignedIn, SignInOptions } from './login/sign-in-options.ts';
export { type BrowserSignInOptions, signInWithBrowser } from './login/sign-in-with-browser.ts';
export { type DeviceCode, type DeviceSignInOptions, signInWithDeviceCode } from './login/sign-in-with-device-code.ts';
export { type SignedOut, signOut } from './login/sign-out.ts';
export { storeApiKey } from './login/store-api-key.ts';
export type { ModelEntry, ModelList, ReasoningLevel } from './models/models.ts';
export { openCodexClient } from './open-client.ts';
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
export { type SseMessage, SseParser } from './responses/sse-parser.ts';
export { streamFailure } from './responses/stream-failure.ts';
export type { AudioPrograms, SilkOptions } from './transcribe/audio-programs.ts';
export type { AudioSource } from './transcribe/audio-source.ts';
export { type Container, sniffBytes, sniffContainer } from './transcribe/container.ts';
export { acceptedFormats, isConverted } from './transcribe/container-facts.ts';
export { type FetchTransportOptions, fetchTransport } from './transport/fetch-transport.ts';
export type { ProxyOptions } from './transport/proxy-options.ts';
export type { Transport, TransportBody, TransportRequest, TransportResponse } from './transport/transport.ts';
export {
  openUndiciTransport,
  type UndiciTransport,
  type UndiciTransportOptions,
} from './transport/undici-transport.ts';
