// `sotto serve` from dist as a process, as a user would run it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const program = join(root, 'dist/cli.js');

export interface ServeProcess extends AsyncDisposable {
  /** `http://127.0.0.1:8788`, without `/v1`. */
  readonly address: string;
}

export interface ServeProcessOptions {
  /** Data folder, and CODEX_HOME with an auth.json. */
  readonly folder: string;
  readonly upstream: string;
  readonly issuer: string;
  readonly key: string;
}

/** Throws when dist is missing or older than the sources: figures of another program help nobody. */
export async function startServe({ folder, upstream, issuer, key }: ServeProcessOptions): Promise<ServeProcess> {
  const builtMs = statSync(program, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const newest = Math.max(...globSync(join(root, 'src-main/**/*.ts')).map((path) => statSync(path).mtimeMs));
  if (builtMs < newest) throw new Error('dist is missing or older than src-main; build first: npm run build');
  const child = spawn(process.execPath, [program, 'serve', '--port', '0', '--api-key', key], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      SOTTO_HOME: folder,
      CODEX_HOME: folder,
      SOTTO_UPSTREAM: upstream,
      SOTTO_AUTH_ISSUER: issuer,
    },
  });
  let told = '';
  for (;;) {
    const [chunk] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => [null])]);
    if (chunk === null) throw new Error(`sotto serve ended: ${told}`);
    told += String(chunk);
    const address = /http:\/\/\S+/.exec(told)?.[0];
    if (address === undefined) continue;
    child.stdout.resume();
    return {
      address,
      [Symbol.asyncDispose]: async () => {
        child.kill('SIGINT');
        await once(child, 'exit');
      },
    };
  }
}
