// Takes uploads and answers with a text: the other end of upload.ts, in a process of its own so that it costs the
// measured one nothing. Tells its port to its parent and ends with it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const server = createServer((request, response) => {
  request.resume();
  request.once('end', () => response.setHeader('content-type', 'application/json').end('{"text":"ok"}'));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port); // A server that listens on TCP has such an address.
});
process.once('disconnect', () => {
  server.closeAllConnections();
  server.close();
});
