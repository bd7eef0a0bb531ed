// Program: the stand-in Codex service by itself. Prints its addresses as one JSON line, then serves until it is stopped.
// node test/standin/main.ts [--port 0] [--auth-file FILE] [--transcript TEXT] [--fixed-ms N] [--ms-per-audio-second N]
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { startStandin } from './standin.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    /** Where to write a new login; its folder is made. */
    'auth-file': { type: 'string' },
    'expires-in-seconds': { type: 'string', default: '3600' },
    transcript: { type: 'string', default: '' },
    'fixed-ms': { type: 'string', default: '0' },
    'ms-per-audio-second': { type: 'string', default: '0' },
  },
});

const standin = await startStandin({
  port: Number(values.port),
  scriptedTranscript: values.transcript,
  latency: { fixedMs: Number(values['fixed-ms']), msPerAudioSecond: Number(values['ms-per-audio-second']) },
});
const authFile = values['auth-file'];
if (authFile !== undefined) {
  const login = standin.newLogin({ expiresInSeconds: Number(values['expires-in-seconds']) });
  await mkdir(dirname(authFile), { recursive: true });
  await writeFile(authFile, `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600 });
}
const { url, upstream, issuer, openaiBase } = standin;
process.stdout.write(`${JSON.stringify({ url, upstream, issuer, openaiBase, pid: process.pid })}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void standin[Symbol.asyncDispose]().then(() => process.exit(0));
  });
}
