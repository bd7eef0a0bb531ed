// Uploads one prepared file and reads the text. The form's fields and the answer's shape are said here and nowhere else.
// Sources: openai/codex `tui/src/voice.rs` (removed March 2026): field `file` only; several clients: `language` as well.
import type { Backend } from '../backend/backend.ts';
import type { TranscribeOptions, Transcription } from '../client.ts';
import { CodexError } from '../errors.ts';
import { readJsonObject } from '../transport/read-body.ts';
import type { TransportResponse } from '../transport/transport.ts';
import { type MultipartBody, multipartBody } from './multipart-body.ts';
import type { PreparedAudio } from './prepare-audio.ts';
import { requestTimeoutMs } from './request-timeout.ts';

export const defaultApiKeyModel = 'gpt-4o-mini-transcribe';

/** A transcript of hours is a few hundred kilobytes. */
const longestAnswerBytes = 16 * 1024 * 1024;

export interface TranscribeSettings {
  readonly apiKeyModel: string;
  readonly requestTimeoutMs?: number | undefined;
}

export async function transcribeRequest(
  backend: Backend,
  audio: PreparedAudio,
  settings: TranscribeSettings,
  options: TranscribeOptions,
): Promise<Transcription> {
  const language = languageCode(options.language);
  const durationMs = audio.durationMs ?? options.durationMs;
  let startedAt = performance.now();
  let sentMs = 0;
  let sent: MultipartBody | null = null;
  return await backend.send({
    what: 'Transcribing',
    retries: 1,
    timeoutMs: options.timeoutMs ?? settings.requestTimeoutMs ?? requestTimeoutMs(audio.sizeBytes, durationMs),
    signal: options.signal,
    request: (bearer) => {
      startedAt = performance.now();
      const byKey = bearer.mode === 'apikey';
      const prompt = byKey ? options.prompt?.trim() : undefined;
      sent = null;
      const body: MultipartBody = multipartBody({
        fields: [
          ...(byKey ? [['model', settings.apiKeyModel] as const] : []),
          ...(language === undefined ? [] : [['language', language] as const]),
          ...(prompt ? [['prompt', prompt] as const] : []),
        ],
        file: {
          fieldName: 'file',
          fileName: audio.fileName,
          contentType: audio.contentType,
          sizeBytes: audio.sizeBytes,
          get repeatable() {
            return audio.repeatable;
          },
          ...(audio.bytes === undefined ? {} : { bytes: audio.bytes }),
          open: (reuse) => audio.open(reuse),
        },
        onProgress: (sent) => options.onProgress?.(sent, audio.sizeBytes ?? 0),
        onSent: () => {
          sentMs = performance.now() - startedAt;
          sent = body;
        },
      });
      return {
        method: 'POST',
        path: byKey ? '/audio/transcriptions' : '/transcribe',
        headers: { 'Content-Type': body.contentType },
        body,
      };
    },
    read: async (response) => {
      const firstByteMs = performance.now() - startedAt;
      const answer = await readJsonObject(response, longestAnswerBytes);
      sent?.release();
      if (typeof answer.text !== 'string') {
        throw new CodexError('invalid_response', 'The service answered without a text; try again.', {
          status: response.status,
        });
      }
      const requestId = requestIdOf(response);
      return {
        text: answer.text,
        ...(requestId === undefined ? {} : { requestId }),
        ...(durationMs === undefined ? {} : { durationMs }),
        timings: { sentMs, firstByteMs, totalMs: performance.now() - startedAt },
      };
    },
  });
}

/** The id under which the service can find the request. */
export function requestIdOf(response: TransportResponse): string | undefined {
  return response.header('x-request-id') ?? response.header('x-oai-request-id') ?? response.header('cf-ray');
}

/** Two or three letters; a region is dropped, since only the language is known to be read. Absent: the service decides. */
export function languageCode(given: string | undefined): string | undefined {
  const language = given?.trim() ?? '';
  if (language === '' || language.toLowerCase() === 'auto') return undefined;
  return /^([a-z]{2,3})(?:[-_][a-z0-9]+)*$/i.exec(language)?.[1]?.toLowerCase() ?? language;
}
