// Uploads one file in a process of its own and says how far its memory rose above what a small upload needs.
// Arguments: upstream, folder with auth.json, small file, big file. Prints {text, roseBytes, peakBytes}.
import { openCodexClient, openCredentials, openUndiciTransport } from '../../../../src-main/codex/index.ts';

const [upstream = '', folder = '', small = '', big = ''] = process.argv.slice(2);
await using transport = openUndiciTransport();
await using credentials = openCredentials({
  fetch: transport.fetch,
  home: folder,
  codexHome: folder,
  codexCommand: null,
});
await using client = openCodexClient({
  credentials,
  upstream,
  openaiBase: upstream,
  identity: { originator: 'sotto', userAgent: 'Sotto/0.1.0 (test; x64)' },
  transport,
});
for (let round = 0; round < 3; round += 1) await client.transcribe({ kind: 'file', path: small });
const before = process.memoryUsage.rss();
let peak = before;
const watch = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 10);
const { text } = await client.transcribe({ kind: 'file', path: big });
clearInterval(watch);
peak = Math.max(peak, process.memoryUsage.rss());
process.stdout.write(JSON.stringify({ text, roseBytes: peak - before, peakBytes: peak }));
