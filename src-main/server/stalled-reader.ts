// A client that takes nothing of what was written for it (suspended, hung, or meaning harm) would keep its request at work
// for ever. Knows no route.
import type { ServerResponse } from 'node:http';

/**
 * From now until it is disposed or the answer is over: the connection ends when not a byte went out for so long. The socket's
 * own clock is used, since it sees progress inside of what was handed to the system as well.
 */
export function watchReader(response: ServerResponse, stalledMs: number): Disposable {
  const { socket } = response;
  if (socket === null) return { [Symbol.dispose]: () => undefined }; // gone, or behind another answer that is watched
  const end = (): void => void response.destroy();
  let over = false;
  const stop = (): void => {
    if (over) return;
    over = true;
    socket.off('timeout', end);
    socket.setTimeout(0);
  };
  socket.setTimeout(stalledMs);
  socket.once('timeout', end);
  // Before Node's own listener, which sets the same clock for the next request.
  response.prependOnceListener('finish', stop);
  response.once('close', stop);
  return {
    [Symbol.dispose]: () => {
      stop();
      response.off('finish', stop);
      response.off('close', stop);
    },
  };
}
