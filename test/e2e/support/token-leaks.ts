// What every end-to-end spec checks when its app has ended: with everything logged, no token that the stand-in ever made in
// this worker stands in what was printed, in the app's data folder (but for the login's own file), in a process's title
// or in a temporary file of ours.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesWithSecrets } from '../../hygiene/search-files.ts';
import { SecretBook, secretsVariable } from '../../hygiene/secret-book.ts';

const book = process.env.TEST_WORKER_INDEX === undefined ? undefined : startNoting();

/** Before the worker's first stand-in. */
function startNoting(): SecretBook {
  const results = join(import.meta.dirname, '../../../test-results');
  mkdirSync(results, { recursive: true });
  const folder = mkdtempSync(join(results, 'secrets-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'secrets');
  writeFileSync(file, '', { mode: 0o600 });
  process.env[secretsVariable] = file;
  return new SecretBook(file);
}

export function holdsToken(text: string): boolean {
  return book?.find(text) !== undefined;
}

/** @returns places in which a token was found; empty is right */
export function tokenLeaks(home: string): string[] {
  if (book === undefined) return [];
  const temporary = readdirSync(tmpdir())
    .filter((name) => /^(?:sotto-(?:stdin|uploads)|audio-)/.test(name))
    .map((name) => join(tmpdir(), name));
  const titles = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && holdsToken(titleOf(name)));
  return [
    ...[home, ...temporary].flatMap((place) => filesWithSecrets(place, book)),
    ...titles.map((pid) => `the title of process ${pid}`),
  ];
}

function titleOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return ''; // it has ended meanwhile
  }
}
