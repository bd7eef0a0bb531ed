// What every end-to-end spec checks when its app has ended: with everything logged, no token of the login stands in what
// the app printed, in its data folder (but for the login's own file), in a process's title or in a temporary file of ours.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Larger files are recordings. */
const largestBytes = 5_000_000;

/** @returns places in which a secret of the login was found; empty is right */
export function tokenLeaks(home: string, printed: string): string[] {
  const secrets = secretsOf(join(home, 'codex', 'auth.json'));
  if (secrets.length === 0) return [];
  const holds = (text: string): boolean => secrets.some((secret) => text.includes(secret));
  const login = join(home, 'codex');
  const temporary = readdirSync(tmpdir())
    .filter((name) => /^(?:sotto-(?:stdin|uploads)|audio-)/.test(name))
    .map((name) => join(tmpdir(), name));
  const files = [home, ...temporary].flatMap(filesUnder).filter((file) => !file.startsWith(login));
  const titles = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && holds(read(`/proc/${name}/cmdline`)));
  return [
    ...(holds(printed) ? ['what the app printed'] : []),
    ...files.filter((file) => holds(read(file))),
    ...titles.map((pid) => `title of process ${pid}`),
  ];
}

function secretsOf(authFile: string): string[] {
  if (!existsSync(authFile)) return [];
  const { tokens } = JSON.parse(readFileSync(authFile, 'utf8')) as { tokens?: Record<string, string> }; // the login's document
  // Signatures and refresh tokens are unique to this login; claims are not secrets by themselves.
  return Object.entries(tokens ?? {})
    .flatMap(([name, token]) => (name === 'account_id' ? [] : [token, token.split('.').at(-1) ?? token]))
    .filter((part) => part.length >= 12);
}

function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  if (!statSync(folder).isDirectory()) return [folder];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function read(path: string): string {
  try {
    return statSync(path).size > largestBytes ? '' : readFileSync(path, 'latin1');
  } catch {
    return ''; // it has gone meanwhile
  }
}
