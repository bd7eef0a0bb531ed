// A feed of new versions over real HTTP, as electron-builder's generic provider lays it out: latest-linux.yml and the
// package beside it. What it says and how it misbehaves is set by the test.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FeedContent {
  readonly version: string;
  readonly notes?: string;
  readonly body?: string;
  /** Announces another digest than the body has. */
  readonly wrongDigest?: boolean;
  /** `hang`: the question is never answered. `hang-download`: half of the package comes, then nothing. */
  readonly fault?: 'hang' | 'hang-download' | 'error' | 'nonsense';
}

export interface UpdateFeed extends AsyncDisposable {
  readonly url: string;
  readonly requests: { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  /** Requests that wait for an answer. */
  readonly open: () => number;
  content: FeedContent;
}

export async function startUpdateFeed(content: FeedContent): Promise<UpdateFeed> {
  const requests: UpdateFeed['requests'] = [];
  const open = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://feed');
    requests.push({ path: pathname, headers: request.headers });
    open.add(response);
    response.on('close', () => open.delete(response));
    answer(pathname, feed.content, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server's
  const feed: UpdateFeed = {
    url: `http://127.0.0.1:${port}/feed/`,
    requests,
    open: () => open.size,
    content,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return feed;
}

function answer(path: string, content: FeedContent, response: ServerResponse): void {
  const body = content.body ?? '';
  if (/\/latest-linux(?:-arm64)?\.yml$/.test(path)) {
    if (content.fault === 'hang') return;
    if (content.fault === 'error') response.writeHead(503).end('<html>down</html>');
    else if (content.fault === 'nonsense') response.end('<html><body>A page of a captive portal</body></html>');
    else response.end(channelFile(content, body));
  } else if (path.endsWith('.AppImage')) {
    response.writeHead(200, { 'content-length': Buffer.byteLength(body) });
    if (content.fault === 'hang-download') response.write(body.slice(0, body.length / 2));
    else response.end(body);
  } else response.writeHead(404).end();
}

function channelFile({ version, notes = '', wrongDigest = false }: FeedContent, body: string): string {
  const sha512 = createHash('sha512')
    .update(wrongDigest ? `${body}!` : body)
    .digest('base64');
  const file = { url: `Sotto-${version}.AppImage`, sha512, size: Buffer.byteLength(body) };
  return JSON.stringify({ version, files: [file], path: file.url, sha512, releaseNotes: notes }); // JSON is YAML
}
