// Serves the built pages and the takes' audio over app://. Everything about addresses is decided in page-address.ts.
import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { pageHeaders, resolvePage, scheme } from './page-address.ts';

/** Audio of a take; `range` is [first byte, last byte or undefined]. Null: there is none. */
export type AudioSource = (
  takeId: string,
  range: readonly [number, number | undefined] | null,
) => Promise<{
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly total: number;
  readonly contentType: string;
} | null>;

/** Must run before the app is ready (electron.d.ts, Protocol.registerSchemesAsPrivileged). */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
}

export function servePages(folder: string, audio: AudioSource): void {
  protocol.handle(scheme, async (request) => {
    const page = resolvePage(request.url, folder);
    if (page.kind === 'file') {
      try {
        const body = await readFile(page.path);
        return new Response(new Uint8Array(body), { headers: { ...pageHeaders, 'Content-Type': page.contentType } });
      } catch {
        return new Response('Not found', { status: 404, headers: pageHeaders }); // a name that isn't there
      }
    }
    if (page.kind === 'audio')
      return serveAudio(
        await audio(page.takeId, readRange(request.headers.get('range'))),
        request.headers.has('range'),
      );
    return new Response('Not found', { status: 404, headers: pageHeaders });
  });
}

function serveAudio(part: Awaited<ReturnType<AudioSource>>, ranged: boolean): Response {
  if (!part) return new Response('Not found', { status: 404, headers: pageHeaders });
  const end = part.start + part.bytes.byteLength - 1;
  return new Response(new Uint8Array(part.bytes), {
    status: ranged ? 206 : 200,
    headers: {
      ...pageHeaders,
      'Content-Type': part.contentType,
      'Accept-Ranges': 'bytes',
      'Content-Length': String(part.bytes.byteLength),
      ...(ranged ? { 'Content-Range': `bytes ${part.start}-${end}/${part.total}` } : {}),
    },
  });
}

function readRange(header: string | null): readonly [number, number | undefined] | null {
  const match = header === null ? null : /^bytes=(\d+)-(\d*)$/.exec(header);
  return match ? [Number(match[1]), match[2] ? Number(match[2]) : undefined] : null;
}
