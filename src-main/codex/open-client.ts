// Puts the client together. Owns the transport only when it made it.
import { backendGet } from './account/backend-get.ts';
import { readUsage } from './account/usage.ts';
import { Backend } from './backend/backend.ts';
import { checkedBases } from './backend/bases.ts';
import type { CodexClient, CodexClientOptions } from './client.ts';
import { CodexError } from './errors.ts';
import { ModelShelf } from './models/model-shelf.ts';
import { compactRequest, responsesRequest } from './responses/responses-request.ts';
import { prepareAudio } from './transcribe/prepare-audio.ts';
import { defaultApiKeyModel, transcribeRequest } from './transcribe/transcribe-request.ts';
import { isRecord } from './transport/read-body.ts';
import type { Transport } from './transport/transport.ts';
import { openUndiciTransport } from './transport/undici-transport.ts';

/** Told to the model list when the caller has no version of its own that the backend could judge. */
const defaultClientVersion = '1.0.0';

/** Opens no connection yet. Throws `settings_invalid` for addresses that a token must not go to. */
export function openCodexClient(options: CodexClientOptions): CodexClient {
  const bases = checkedBases(options);
  const { credentials } = options;
  const first: Transport = options.transport ?? openUndiciTransport(options);
  const backend = new Backend({
    credentials,
    bases,
    identity: options.identity,
    transports: options.secondTransport === undefined ? [first] : [first, options.secondTransport],
    log: options.log,
  });
  const shelf = new ModelShelf({
    backend,
    credentials,
    clientVersion: options.clientVersion ?? defaultClientVersion,
  });
  return {
    warm: async (signal) => {
      const [bearer] = await Promise.allSettled([
        credentials.bearer(signal),
        first.warm?.(bases.upstream, signal), // Most logins go there; a key's host is warmed when the key is known.
      ]);
      if (bearer.status === 'fulfilled' && bearer.value.mode === 'apikey') {
        await first.warm?.(bases.openaiBase, signal).catch(() => undefined);
      }
    },
    transcribe: async (source, call = {}) => {
      await using audio = await prepareAudio(source, {
        fileName: call.fileName,
        contentType: call.contentType,
        programs: options.audioPrograms ?? {},
        temporaryFolder: options.temporaryFolder,
        signal: call.signal,
      });
      const settings = {
        apiKeyModel: options.apiKeyModel ?? defaultApiKeyModel,
        requestTimeoutMs: options.requestTimeoutMs,
      };
      const result = await transcribeRequest(backend, audio, settings, call);
      options.log?.('debug', 'transcribed', {
        container: audio.container,
        bytes: audio.sizeBytes,
        audioMs: audio.durationMs && Math.round(audio.durationMs),
        sentMs: Math.round(result.timings.sentMs),
        firstByteMs: Math.round(result.timings.firstByteMs),
        totalMs: Math.round(result.timings.totalMs),
        requestId: result.requestId,
      });
      return result;
    },
    responses: (body, call = {}) => responsesRequest(backend, shelf, body, call),
    compact: (body, call = {}) => compactRequest(backend, shelf, body, call.signal),
    models: (call = {}) => shelf.list(call),
    usage: async (call = {}) => {
      const answer = await backendGet(backend, 'usage', {}, call.signal);
      if (isRecord(answer)) return readUsage(answer);
      throw new CodexError('invalid_response', 'The service answered with something that is no usage; try again.');
    },
    get: (route, ...[parameters, call]) => backendGet(backend, route, parameters ?? {}, call?.signal),
    [Symbol.asyncDispose]: async () => {
      if (options.transport === undefined) await first[Symbol.asyncDispose]();
    },
  };
}
