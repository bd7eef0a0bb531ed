// Tokens stay where they belong: with debug logging on, through refreshes, refusals and failures, no token, no account
// id and no e-mail address appears in a log, an answer, a page, a process title or a file beside the login itself.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { dictate, expect, test } from './support/fixtures.ts';
import { runSotto, signIn } from './support/launch-sotto.ts';

/** Everything secret of a login file: whole tokens, their signatures, the account, the address. */
function secretsOf(authFile: string): string[] {
  const { tokens } = JSON.parse(readFileSync(authFile, 'utf8')) as { tokens: Record<string, string> }; // the login's document
  const parts = Object.values(tokens).flatMap((token) => [token, ...token.split('.').slice(1)]);
  const claims = JSON.parse(Buffer.from(tokens.id_token?.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
    email?: string;
  }; // a JWT of the stand-in
  return [...parts, claims.email ?? ''].filter((part) => part.length >= 8);
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function processTitles(): string {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
      } catch {
        return ''; // it has ended meanwhile
      }
    })
    .join('\n');
}

test('no token, account or address leaves the login file, with everything logged', async ({
  desktop,
  keyboard,
  launch,
  standin,
}) => {
  const app = await launch({ env: { SOTTO_LOG_LEVEL: 'debug' } });
  const authFile = join(app.home, 'codex', 'auth.json');
  const secrets = new Set(secretsOf(authFile));
  const remember = (): void => {
    for (const secret of secretsOf(authFile)) secrets.add(secret);
  };
  const seen: string[] = [];

  await dictate({ app, keyboard, desktop }, 'first words');
  const first = await app.until('the first take', ({ lastTake, phase }) => lastTake !== null && phase === 'idle');
  seen.push(processTitles());
  standin.book.killAccessTokens(); // 401, renewal, and on
  await dictate({ app, keyboard, desktop }, 'second words');
  await app.until('the second take', ({ lastTake, phase }) => lastTake?.id !== first.lastTake?.id && phase === 'idle');
  remember();
  for (const reply of [
    { kind: 'challenge' },
    { kind: 'challenge' },
    { kind: 'status', status: 500, body: 'token eyJ' },
    { kind: 'asr-error' },
  ] as const)
    standin.script('transcribe', reply);
  await dictate({ app, keyboard, desktop }, 'failing words');
  await app.until('the failure', ({ notice }) => notice?.kind === 'failed');
  await app.command('app.show', { place: 'settings' });
  await expect.poll(() => app.electron.windows().some((page) => page.url().includes('window.html'))).toBe(true);
  for (const page of app.electron.windows()) seen.push(await page.content());
  const shown = await app.state(); // the account's address is shown to its owner, and only there
  seen.push(
    JSON.stringify({ ...shown, account: { ...shown.account, email: undefined } }),
    JSON.stringify(await app.command('doctor.run')),
  );
  seen.push(await app.electron.evaluate(() => process.title));

  for (const args of [
    ['status', '--verbose'],
    ['usage', '--json', '--verbose'],
    ['doctor', '--json'],
    ['models', '--verbose'],
    ['transcribe', '/nonexistent.wav', '--verbose'],
  ]) {
    const { stdout, stderr } = await runSotto(app.env, args);
    seen.push(args[0] === 'status' ? stderr : `${stdout}\n${stderr}`); // `status` tells its owner who is signed in
  }
  signIn(join(app.home, 'codex'), standin, { expiresInSeconds: -60 });
  remember();
  const { stderr } = await runSotto(app.env, ['usage', '--verbose']);
  seen.push(stderr);
  remember();
  await app.close();

  const logged = filesUnder(app.home).filter(
    (file) => !file.startsWith(join(app.home, 'codex')) && statSync(file).size < 20_000_000,
  );
  expect(logged.some((file) => file.endsWith('sotto.log'))).toBe(true);
  for (const file of logged) seen.push(readFileSync(file, 'latin1'));
  expect(seen.join('\n').length).toBeGreaterThan(10_000);
  const all = seen.join('\n');
  // The window shows the address to its owner; it is looked for everywhere else.
  const found = [...secrets].filter((secret) => !secret.includes('@') && all.includes(secret));
  expect(found).toEqual([]);
  const log = readFileSync(join(app.home, 'logs', 'sotto.log'), 'utf8');
  expect([...secrets].filter((secret) => log.includes(secret))).toEqual([]);
  for (const words of ['first words', 'second words', 'failing words']) expect(log).not.toContain(words);
});
