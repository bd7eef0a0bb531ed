// Talks to a server byte by byte: for requests that no HTTP library would send.
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Everything that came. */
  readonly text: string;
}

/** The error of an answer in OpenAI's shape; throws when it is none. */
export function errorOf(answer: RawAnswer): { code: string; message: string; type: string; param: string | null } {
  return JSON.parse(answer.body).error;
}

/** Sends and reads until the server closes its end, or until `until` is satisfied; then closes. */
export async function raw(
  port: number,
  send: string | Uint8Array,
  options: { readonly until?: (text: string) => boolean; readonly timeoutMs?: number; readonly host?: string } = {},
): Promise<RawAnswer> {
  const socket = connect({ port, host: options.host ?? '127.0.0.1' });
  socket.write(send);
  const text = await readUntil(socket, options.until ?? (() => false), options.timeoutMs ?? 5_000);
  socket.destroy();
  return { ...parse(text), text };
}

/** All that the socket says until its end, or until it is enough. A reset after an answer is an end as well. */
export async function readUntil(socket: Socket, enough: (text: string) => boolean, timeoutMs: number): Promise<string> {
  let text = '';
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(
    () => reject(new Error(`no end within ${timeoutMs} ms; so far: ${text.slice(0, 300)}`)),
    timeoutMs,
  );
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    if (enough(text)) resolve();
  });
  socket.once('end', resolve);
  socket.once('error', () => resolve());
  socket.once('close', () => resolve());
  try {
    await promise;
  } finally {
    clearTimeout(timer);
  }
  return text;
}

/** Answers on one connection, one after the other, each with a Content-Length. */
export function splitAnswers(text: string): { status: number; body: string }[] {
  const answers: { status: number; body: string }[] = [];
  for (let rest = text; rest.startsWith('HTTP/1.1 '); ) {
    const { status, headers } = parse(rest);
    const bodyAt = rest.indexOf('\r\n\r\n') + 4;
    const end = bodyAt + Number(headers['content-length'] ?? 0);
    answers.push({ status, body: rest.slice(bodyAt, end) });
    rest = rest.slice(end);
  }
  return answers;
}

function parse(text: string): Pick<RawAnswer, 'status' | 'headers' | 'body'> {
  const at = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, Math.max(0, at)).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return { status: Number(first.split(' ')[1]), headers, body: text.slice(at + 4) };
}

/** A multipart body with one file, and its type. */
export function formBytes(
  file: Uint8Array,
  fields: Readonly<Record<string, string>> = {},
): { readonly bytes: Buffer; readonly contentType: string } {
  const boundary = 'xXtestboundaryXx';
  const part = (name: string, value: string): string =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const head = `${Object.entries(fields)
    .map(([name, value]) => part(name, value))
    .join(
      '',
    )}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.wav"\r\ncontent-type: audio/wav\r\n\r\n`;
  return {
    bytes: Buffer.concat([Buffer.from(head), file, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}
