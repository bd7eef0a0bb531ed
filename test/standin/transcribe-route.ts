// POST /backend-api/transcribe and its API-key twin /v1/audio/transcriptions: the upload's rules, the ears, the latency.
// Rules and their sources: container by bytes, extension must match, "Error in ASR API" for the rest, "" for silence.
import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type AudioRecord, bearerOf, type Call, drain, nowMs, sendJson } from './call.ts';
import { acceptsUnderName, containerOf } from './container.ts';
import { type HeardFile, hearFile } from './hear-file.ts';
import { MalformedMultipart } from './multipart.ts';
import { ASR_ERROR, playReply, type ScriptedReply, sendChallenge } from './scripted-reply.ts';
import { admit, identityIsRight, nextReply, type Route, type Service } from './service.ts';
import { readUpload, type Upload, type UploadedFile } from './upload.ts';

export function transcribeRoutes(service: Service): Route[] {
  return [
    { method: 'POST', path: '/backend-api/transcribe', handle: (request, call) => byLogin(service, request, call) },
    { method: 'POST', path: '/v1/audio/transcriptions', handle: (request, call) => byApiKey(service, request, call) },
  ];
}

async function byLogin(service: Service, request: IncomingMessage, call: Call): Promise<void> {
  const reply = await playReply(nextReply(service, 'transcribe'), request, call);
  if (reply === undefined) return;
  if (!identityIsRight(service, request)) {
    await drain(request, call);
    return sendChallenge(call);
  }
  const upload = await uploadOf(service, request, call);
  if (admit(service, request, call) === undefined) return;
  const file = upload?.files[0];
  if (upload === undefined || file === undefined)
    return sendJson(call, 422, { detail: 'A form with one file is needed.' });
  await transcribe(service, call, upload, file, reply);
}

async function byApiKey(service: Service, request: IncomingMessage, call: Call): Promise<void> {
  const reply = await playReply(nextReply(service, 'transcribe'), request, call);
  if (reply === undefined) return;
  const upload = await uploadOf(service, request, call);
  const owner = service.book.ownerOf(bearerOf(request) ?? '');
  call.record.bearer = owner?.kind === 'api-key' ? 'accepted' : 'dead';
  const refuse = (status: number, message: string, param: string | null, code: string | null): void =>
    sendJson(call, status, { error: { message, type: 'invalid_request_error', param, code } });
  if (owner?.kind !== 'api-key') return refuse(401, 'Incorrect API key provided.', null, 'invalid_api_key');
  const file = upload?.files[0];
  if (upload === undefined || file === undefined) return refuse(400, 'A file is required.', 'file', null);
  if ((upload.fields.model ?? '') === '') return refuse(400, 'You must provide a model parameter.', 'model', null);
  await transcribe(service, call, upload, file, reply);
}

async function uploadOf(service: Service, request: IncomingMessage, call: Call): Promise<Upload | undefined> {
  try {
    const upload = await readUpload(request, { keepUpToBytes: service.settings.hearUpToBytes });
    call.record.bodyEndAtMs = nowMs();
    call.record.bodyBytes = upload.bodyBytes;
    return upload;
  } catch (error) {
    if (error instanceof MalformedMultipart) {
      await drain(request, call);
      return undefined;
    }
    throw error;
  }
}

async function transcribe(
  service: Service,
  call: Call,
  upload: Upload,
  file: UploadedFile,
  reply: ScriptedReply,
): Promise<void> {
  const container = containerOf(file.head);
  const audio: AudioRecord = {
    fields: upload.fields,
    fileName: file.fileName,
    contentType: file.contentType,
    container,
    bytes: file.bytes,
    sha256: file.sha256,
    seconds: 0,
    heard: 'unreadable',
    ...(service.settings.keepAudio && file.data !== undefined && { data: file.data }),
  };
  call.record.audio = audio;
  if (!acceptsUnderName(container, file.fileName)) return answerAfterLatency(service, call, 500, ASR_ERROR);
  const heard: HeardFile =
    file.data === undefined ? { kind: 'deaf' } : await hearFile(file.data, container, call.signal);
  audio.heard = heard.kind === 'heard' ? heard.judgement.kind : heard.kind;
  if (heard.kind === 'heard') audio.seconds = heard.seconds;
  if (heard.kind === 'unreadable') return answerAfterLatency(service, call, 500, ASR_ERROR);
  audio.text = reply.kind === 'text' ? reply.text : transcriptOf(service, heard);
  return answerAfterLatency(service, call, 200, { text: audio.text });
}

function transcriptOf(service: Service, heard: HeardFile): string {
  if (heard.kind !== 'heard') return service.settings.scriptedTranscript;
  if (heard.judgement.kind === 'words') return heard.judgement.text;
  return heard.judgement.kind === 'silence' ? '' : service.settings.scriptedTranscript;
}

/** The latency counts from the last byte: the stand-in's own decoding is part of it, not added to it. */
async function answerAfterLatency(service: Service, call: Call, status: number, body: object): Promise<void> {
  const { fixedMs, msPerAudioSecond } = service.settings.latency;
  const wantedMs = fixedMs + msPerAudioSecond * (call.record.audio?.seconds ?? 0);
  const spentMs = nowMs() - (call.record.bodyEndAtMs ?? nowMs());
  call.record.serviceMs = Math.max(wantedMs, spentMs);
  if (wantedMs > spentMs) await delay(wantedMs - spentMs, undefined, { signal: call.signal });
  sendJson(call, status, body);
}
