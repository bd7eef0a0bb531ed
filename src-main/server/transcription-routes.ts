// POST /v1/audio/transcriptions: upload, work, answer. The work itself is a port.
import { AppError } from '../contract/app-error.ts';
import { errorAnswer } from './error-answer.ts';
import { type StreamLimits, streamAfter } from './event-stream.ts';
import type { HeardText, ServerPorts, Transcription } from './ports.ts';
import { receiveUpload, type Upload, type UploadLimits } from './receive-upload.ts';
import { reasonOf, within } from './request-facts.ts';
import type { Call, Route } from './route.ts';
import { transcriptionEvents, transcriptionJson, verboseJson } from './transcription-answer.ts';
import {
  checkTranscriptionField,
  readTranscriptionForm,
  type TranscriptionForm,
  transcriptionFormSchema,
  transcriptionSchema,
} from './transcription-form.ts';
import type { UploadFolder } from './upload-folder.ts';

export interface TranscriptionRouteOptions {
  readonly ports: Pick<ServerPorts, 'transcription' | 'storedTranscription'>;
  readonly folder: UploadFolder;
  readonly upload: UploadLimits;
  readonly storeTakes: () => boolean;
  readonly stream: StreamLimits;
  /** For short audio. */
  readonly budgetMs: number;
}

/** 128 kbit/s: an upload is hardly ever longer than this makes it, and may take as long as it lasts. */
const bytesPerMs = 16;

export function transcriptionRoutes(options: TranscriptionRouteOptions): readonly Route[] {
  return [
    {
      method: 'POST',
      paths: ['/v1/audio/transcriptions', '/audio/transcriptions'],
      body: 'form',
      permit: true,
      summary: 'Transcribes an audio file.',
      input: transcriptionFormSchema,
      output: transcriptionSchema,
      answers: ['text/plain', 'text/event-stream'],
      handle: (call) => transcribe(call, options),
    },
  ];
}

async function transcribe(call: Call, options: TranscriptionRouteOptions): Promise<unknown> {
  const { request, reply, facts } = call;
  const transcription = chooseTranscription(request.headers['x-sotto-store'], options);
  await using upload = await receiveUpload(request, options.folder, options.upload, checkTranscriptionField);
  const form = readTranscriptionForm(upload.fields);
  using budget = within(facts.work.signal, options.budgetMs + upload.sizeBytes / bytesPerMs);
  const heard = hear(transcription, upload, form, budget.signal);
  if (form.stream) {
    await streamAfter(
      reply,
      options.stream,
      heard,
      async (stream, result) => {
        for (const event of transcriptionEvents(result)) await stream.send(event);
        await stream.sendText('[DONE]');
      },
      async (stream, thrown) => {
        const { error } = errorAnswer(thrown).body;
        await stream.send({ type: 'error', error });
      },
    );
    return reply;
  }
  const result = await heard;
  if (result.takeId !== undefined) reply.header('x-sotto-take-id', result.takeId);
  // Sent before the upload is removed: the client need not wait for that.
  if (form.format === 'text') reply.type('text/plain; charset=utf-8').send(result.text);
  else reply.send(form.format === 'json' ? transcriptionJson(result) : verboseJson(result, form));
  return reply;
}

async function hear(
  transcription: Transcription,
  upload: Upload,
  form: TranscriptionForm,
  signal: AbortSignal,
): Promise<HeardText> {
  try {
    return await transcription.transcribe(upload.audio, {
      language: form.language,
      prompt: form.prompt,
      ...(upload.fileName === '' ? { fileName: 'audio' } : { fileName: upload.fileName }),
      contentType: upload.contentType,
      signal,
    });
  } catch (thrown) {
    throw reasonOf(thrown, signal);
  }
}

function chooseTranscription(
  header: string | string[] | undefined,
  { ports, storeTakes }: TranscriptionRouteOptions,
): Transcription {
  const asked = typeof header === 'string' ? /^(?:true|1)$/i.test(header.trim()) : undefined;
  if (!(asked ?? storeTakes())) return ports.transcription;
  if (ports.storedTranscription !== undefined) return ports.storedTranscription;
  if (asked !== true) return ports.transcription;
  throw new AppError('invalid_request', 'This server keeps no history.', {
    param: 'X-Sotto-Store',
    hint: 'Leave X-Sotto-Store out.',
  });
}
