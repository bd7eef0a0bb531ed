// Practice mode: the transcription endpoint on loopback with a login that lives in memory, so that a newcomer can try
// key, microphone and paste before signing in. It never pretends to transcribe speech: speech gets a marked sentence
// that says how much sound came; only this project's test tones get their words. Needs no program and no network.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Container, containerOf } from './container.ts';
import { judgeSound } from './judge-sound.ts';
import { MalformedMultipart } from './multipart.ts';
import { declaredSeconds, readAudio } from './read-audio.ts';
import { readUpload, UploadTooLarge } from './upload.ts';

export interface PracticeOptions {
  /** Language of the marked sentence; English unless told. */
  readonly language?: 'en' | 'de';
}

export interface PracticeService extends AsyncDisposable {
  readonly url: string;
  /** Base of the transcription route, in place of the real backend's. */
  readonly upstream: string;
  /** The login: good for this service only, as long as it lives. */
  readonly bearer: string;
  readonly accountId: string;
}

const LARGEST_BODY_BYTES = 64 * 1024 * 1024;

export async function startPracticeService(options: PracticeOptions = {}): Promise<PracticeService> {
  const bearer = `practice-${randomBytes(24).toString('base64url')}`;
  const server = createServer((request, response) => {
    void answer(request, response, bearer, options.language ?? 'en').catch((error: unknown) => {
      if (!response.headersSent && !response.destroyed)
        reply(response, 500, { detail: `Practice mode failed: ${String(error)}` });
    });
  });
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(0, '127.0.0.1', listening.resolve);
  await listening.promise;
  // A server that listens on TCP has such an address.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    upstream: `${url}/backend-api`,
    bearer,
    accountId: 'practice',
    [Symbol.asyncDispose]: async () => {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  bearer: string,
  language: 'en' | 'de',
): Promise<void> {
  if (!isBearer(request, bearer))
    return refuse(response, 401, 'This is the practice service: sign in for the real one.');
  if (request.method !== 'POST' || request.url !== '/backend-api/transcribe') {
    return refuse(response, 404, 'Practice mode only transcribes.');
  }
  const file = await uploadedFile(request);
  const container = containerOf(file?.subarray(0, 16) ?? new Uint8Array());
  if (file === undefined || ['empty', 'unknown'].includes(container)) return refuse(response, 500, 'Error in ASR API');
  reply(response, 200, { text: await transcript(file, container, language) });
}

async function uploadedFile(request: IncomingMessage): Promise<Uint8Array | undefined> {
  try {
    return (await readUpload(request, { keepUpToBytes: LARGEST_BODY_BYTES, refuseLarger: true })).files[0]?.data;
  } catch (error) {
    if (error instanceof MalformedMultipart || error instanceof UploadTooLarge) return undefined;
    throw error;
  }
}

async function transcript(file: Uint8Array, container: Container, language: 'en' | 'de'): Promise<string> {
  const pcm = await readAudio(file, container);
  if (pcm === undefined) return practiceSentence(language, declaredSeconds(file, container));
  const judgement = judgeSound(pcm);
  if (judgement.kind === 'words') return judgement.text;
  return judgement.kind === 'silence' ? '' : practiceSentence(language, pcm.samples.length / pcm.sampleRate);
}

/** The fixed sentence; without seconds where the length is unknown. */
export function practiceSentence(language: 'en' | 'de', seconds: number | undefined): string {
  const amount = seconds?.toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  if (language === 'de') {
    return `Übungstext von Sotto: ${amount === undefined ? 'Ton ist' : `${amount} Sekunden Ton sind`} angekommen.`;
  }
  return `Practice text from Sotto: ${amount === undefined ? 'sound' : `${amount} seconds of sound`} arrived.`;
}

function isBearer(request: IncomingMessage, bearer: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const right = Buffer.from(`Bearer ${bearer}`);
  return given.length === right.length && timingSafeEqual(given, right);
}

function refuse(response: ServerResponse, status: number, detail: string): void {
  // The body may be unread: the connection can't be used again.
  response.setHeader('connection', 'close');
  reply(response, status, { detail });
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
