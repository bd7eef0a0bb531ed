// Runs inside xterm: node raw-paste-reader.ts SOCKET LOG. Turns bracketed paste on and hands every byte that the terminal
// sends, unchanged, to the test's socket and to a log file; shows readable text so that a screenshot looks like a terminal.
import { appendFileSync } from 'node:fs';
import { connect } from 'node:net';

const [socketPath = '', logFile = ''] = process.argv.slice(2);
const socket = connect(socketPath);
socket.on('error', () => process.exit(0)).on('close', () => process.exit(0));

const bracketedPasteOn = '\x1b[?2004h';
/** xterm answers this with `statusOk` once it has handled everything before it. */
const askStatus = '\x1b[5n';
const statusOk = '\x1b[0n';

process.stdin.setRawMode(true);
process.stdin.once('data', (answer) => {
  if (answer.toString() !== statusOk) throw new Error(`unexpected answer of the terminal: ${answer.toString('hex')}`);
  process.stdin.on('data', forward);
  socket.write(`${process.env.WINDOWID}\n`);
});
socket.once('connect', () => process.stdout.write(`${bracketedPasteOn}$ ${askStatus}`));

function forward(chunk: Buffer): void {
  appendFileSync(logFile, chunk);
  socket.write(chunk);
  const marks = ['\x1b[200~', '\x1b[201~'];
  const shown = marks.reduce((text, mark) => text.replaceAll(mark, ''), chunk.toString('utf8'));
  process.stdout.write(shown.replaceAll(/\p{Cc}/gu, ''));
}
