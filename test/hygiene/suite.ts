// Around the whole run of vitest (`globalSetup`): gives it a temporary folder of its own, lets every program log all it
// can, notes what is printed and how processes are called, and at the end searches all of that for the secrets that were
// made. A finding fails the run.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesWithSecrets } from './search-files.ts';
import { SecretBook, secretsVariable } from './secret-book.ts';
import { leaksVariable } from './watch.ts';

const titlesEveryMs = 1000;

export default function setUp(): () => void {
  const results = join(import.meta.dirname, '../../test-results');
  mkdirSync(results, { recursive: true });
  const notes = mkdtempSync(join(results, 'secrets-'));
  // Short: sockets lie in it, whose paths are limited.
  const temporary = mkdtempSync(join(tmpdir(), 'v-'));
  const secrets = join(notes, 'secrets');
  const leaks = join(notes, 'leaks');
  writeFileSync(secrets, '', { mode: 0o600 });
  writeFileSync(leaks, '', { mode: 0o600 });
  Object.assign(process.env, {
    [secretsVariable]: secrets,
    [leaksVariable]: leaks,
    SOTTO_LOG_LEVEL: 'debug',
    TMPDIR: temporary,
  });

  const printed: string[] = [];
  const restore = [process.stdout, process.stderr].map((stream) => keepWhatIsPrinted(stream, printed));
  const titles = new Set<string>();
  const sampling = setInterval(() => sampleTitles(titles), titlesEveryMs);
  sampling.unref();

  return () => {
    clearInterval(sampling);
    for (const undo of restore) undo();
    const book = new SecretBook(secrets);
    const findings = [
      ...readFileSync(leaks, 'utf8').split('\n').filter(Boolean),
      ...printed.filter((text) => book.find(text)).map((text) => `what was printed: ${before(text, book)}`),
      ...[...titles].filter((title) => book.find(title)).map((title) => `a process’s title: ${before(title, book)}`),
      ...filesWithSecrets(temporary, book).map((file) => `the temporary file ${file}`),
    ];
    rmSync(notes, { recursive: true, force: true });
    removeOrSay(temporary);
    if (findings.length === 0) return;
    process.exitCode = 1;
    throw new Error(`Secrets stand where they must not:\n  ${[...new Set(findings)].join('\n  ')}`);
  };
}

function keepWhatIsPrinted(stream: NodeJS.WriteStream, printed: string[]): () => void {
  const { write } = stream;
  const watching = (chunk: string | Uint8Array, ...more: never[]): boolean => {
    printed.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    return write.call(stream, chunk, ...more);
  };
  stream.write = watching as typeof write; // its overloads differ in what is passed on unseen
  return () => {
    stream.write = write;
  };
}

/** A program that a test left behind may still write there: no reason to fail what was tested. */
function removeOrSay(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  } catch (error) {
    process.stderr.write(`${folder} could not be removed: ${String(error)}\n`);
  }
}

/** Linux only: elsewhere arguments of programs are seen where they are started. */
function sampleTitles(titles: Set<string>): void {
  if (!existsSync('/proc/self/cmdline')) return;
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      titles.add(readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' '));
    } catch {
      // It has ended meanwhile.
    }
  }
}

/** Enough to find the place: what stands before the secret, without the token that it belongs to. */
function before(text: string, book: SecretBook): string {
  let start = 0;
  for (const { 0: word, index } of text.matchAll(/[\w-]+/g)) {
    if (book.find(word) !== undefined) break;
    start = index + word.length;
  }
  const [safe = ''] = /^.*?(?=[\w.-]*$)/s.exec(text.slice(0, start)) ?? [];
  return safe.slice(-120).replaceAll('\n', ' ');
}
