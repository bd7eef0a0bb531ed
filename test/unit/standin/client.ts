// A plain client of the stand-in for its own tests: no part of the product.
import { speak } from '../../standin/fsk-encode.ts';
import type { Standin } from '../../standin/standin.ts';
import { writeWav } from '../../standin/wav.ts';

export const CLIENT_ID = 'app_EMoamEEZ73f0CkXaXp7hrann';

export function toneWav(text: string, sampleRate = 16_000): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(writeWav({ samples: speak(text, { sampleRate }), sampleRate }));
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed text, or undefined if it isn't JSON. */
  readonly json: unknown;
}

export async function answerOf(response: Promise<Response>): Promise<Answer> {
  const { status, headers, ...rest } = await response.then(async (got) => ({
    status: got.status,
    headers: got.headers,
    text: await got.text(),
  }));
  let json: unknown;
  try {
    json = JSON.parse(rest.text);
  } catch {
    json = undefined;
  }
  return { status, headers, text: rest.text, json };
}

export interface UploadOptions {
  readonly fileName?: string;
  readonly bearer?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly url?: string;
}

export function upload(standin: Standin, file: Uint8Array<ArrayBuffer>, options: UploadOptions = {}): Promise<Answer> {
  const form = new FormData();
  form.append('file', new Blob([file], { type: 'audio/wav' }), options.fileName ?? 'take.wav');
  for (const [name, value] of Object.entries(options.fields ?? {})) form.append(name, value);
  const bearer = options.bearer ?? standin.newLogin().tokens.access_token;
  return answerOf(
    fetch(options.url ?? `${standin.upstream}/transcribe`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, ...options.headers },
      body: form,
    }),
  );
}

export function postJson(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return answerOf(
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    }),
  );
}

export function postForm(url: string, fields: Readonly<Record<string, string>>): Promise<Answer> {
  return answerOf(fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' }));
}

export function refresh(standin: Standin, refreshToken: string): Promise<Answer> {
  return postJson(`${standin.issuer}/oauth/token`, {
    client_id: CLIENT_ID,
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
  });
}
