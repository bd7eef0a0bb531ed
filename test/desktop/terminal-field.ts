// An xterm that runs a reader of raw bytes with bracketed paste on: what was pasted and what was typed can be told apart,
// so that a hotkey that reaches the terminal is seen.
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { startProcess } from './owned-process.ts';
import { programOutput } from './run-program.ts';
import type { TextField } from './text-fields.ts';
import { textWaiters } from './text-waiters.ts';

export interface TerminalField extends TextField {
  /** Only what came between the marks of a bracketed paste. */
  pasted(): string[];
  /** Bytes that arrived outside of a paste: keys. */
  typed(): string;
  /** Every byte, as it came. The same lies in `logFile`. */
  bytes(): Buffer;
  readonly logFile: string;
}

/** xterm knows no Ctrl+Shift+V; many people add it, and other terminals have it. */
const pasteKeys = [
  '#override',
  'Ctrl Shift <Key>V: insert-selection(CLIPBOARD)',
  'Shift <Key>Insert: insert-selection(CLIPBOARD)',
].join(' \\n ');

const begin = '\x1b[200~';
const end = '\x1b[201~';
let opened = 0;

/**
 * @param pasteByCtrlShiftV false leaves xterm's own keys: Shift+Insert pastes PRIMARY and Ctrl+Shift+V does nothing
 */
export async function openTerminalField(
  desktop: { env: NodeJS.ProcessEnv; dir: string },
  { pasteByCtrlShiftV = true, title = 'Terminal' }: { pasteByCtrlShiftV?: boolean; title?: string } = {},
): Promise<TerminalField> {
  opened += 1;
  const socketPath = join(desktop.dir, `terminal-${process.pid}-${opened}.sock`);
  const logFile = join(desktop.dir, 'log', `terminal-${process.pid}-${opened}.bytes`);
  const server = createServer().listen(socketPath);
  await once(server, 'listening');
  const connected = once(server, 'connection');
  const reader = [process.execPath, join(import.meta.dirname, 'raw-paste-reader.ts'), socketPath, logFile];
  const look = ['-u8', '-T', title, '-fa', 'DejaVu Sans Mono', '-fs', '11', '-geometry', '80x12'];
  const keys = pasteByCtrlShiftV ? ['-xrm', `XTerm*VT100.translations: ${pasteKeys}`] : [];
  const terminal = await startProcess('xterm', [...look, ...keys, '-e', ...reader], { env: desktop.env });
  const failed = once(terminal.child, 'exit').then(() => {
    throw new Error('xterm ended before its reader was ready');
  });
  // `connection` hands over one socket.
  const [socket] = (await Promise.race([connected, failed])) as [Socket];

  let received = Buffer.alloc(0);
  const bytes = () => received;
  const split = () => splitPastes(received.toString('utf8'));
  const read = () => {
    const { pasted, typed } = split();
    return pasted.join('') + typed;
  };
  const waiters = textWaiters(read);
  const windowId = await new Promise<number>((resolve) => {
    socket.once('data', (hello) => {
      // The first line is the reader's greeting: the id of its window.
      const lineEnd = hello.indexOf(10);
      resolve(Number(hello.toString('utf8', 0, lineEnd)));
      received = Buffer.concat([received, hello.subarray(lineEnd + 1)]);
      socket.on('data', (chunk) => {
        received = Buffer.concat([received, chunk]);
        waiters.check();
      });
    });
  });
  socket.on('error', () => {}); // xterm is stopped from here; a reset is its end.
  return {
    windowId,
    logFile,
    bytes,
    read,
    pasted: () => split().pasted,
    typed: () => split().typed,
    waitForText: waiters.waitForText,
    clear: async () => {
      received = Buffer.alloc(0);
    },
    focus: async () => {
      await programOutput('xdotool', ['windowactivate', '--sync', String(windowId)], { env: desktop.env });
    },
    [Symbol.asyncDispose]: async () => {
      await terminal.stop();
      server.close();
    },
  };
}

function splitPastes(text: string): { pasted: string[]; typed: string } {
  const pasted: string[] = [];
  let typed = '';
  let rest = text;
  for (;;) {
    const from = rest.indexOf(begin);
    const to = rest.indexOf(end, from);
    if (from < 0 || to < 0) return { pasted, typed: typed + rest };
    typed += rest.slice(0, from);
    pasted.push(rest.slice(from + begin.length, to));
    rest = rest.slice(to + end.length);
  }
}
