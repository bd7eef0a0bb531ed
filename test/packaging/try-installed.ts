// Installs a deb with apt as a user would, transcribes with it against the stand-in service, removes it, and looks at what
// stays. Needs root on Debian or a relative of it.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { speak } from '../standin/fsk-encode.ts';
import { startStandin } from '../standin/standin.ts';
import { writeWav } from '../standin/wav.ts';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** @returns rules with what breaks them */
export async function tryInstalled(deb: string): Promise<[string, string[]][]> {
  if (process.getuid?.() !== 0) return [['the deb installs', ['only root may install']]];
  await using stack = new AsyncDisposableStack();
  const standin = stack.use(await startStandin());
  const home = mkdtempSync(join(tmpdir(), 'sotto-installed-'));
  stack.defer(() => rmSync(home, { recursive: true, force: true }));
  const codexHome = join(home, 'codex');
  mkdirSync(codexHome);
  writeFileSync(join(codexHome, 'auth.json'), JSON.stringify(standin.newLogin()));
  const audio = join(home, 'said.wav');
  const samples = speak('installed and heard', { sampleRate: 24_000, leadMs: 120, tailMs: 120 });
  writeFileSync(audio, writeWav({ sampleRate: 24_000, samples }));
  const env = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: home,
    CODEX_HOME: codexHome,
    SOTTO_UPSTREAM: standin.upstream,
    SOTTO_AUTH_ISSUER: standin.issuer,
  };
  const rules: [string, string[]][] = [];
  const rule = (what: string, holds: boolean, ended: Ended): void =>
    void rules.push([
      what,
      holds ? [] : [`exit ${ended.code}: ${ended.stdout.slice(-400)} ${ended.stderr.slice(-600)}`],
    ]);

  const installed = await apt(['install', '--yes', '--no-install-recommends', deb]);
  rule('apt installs the deb', installed.code === 0, installed);
  if (installed.code === 0) {
    const version = await run('sotto', ['--version'], env);
    rule('installed: sotto --version', /^\d+\.\d+\.\d+\n$/.test(version.stdout), version);
    const doctor = await run('sotto', ['doctor', '--json'], env);
    rule('installed: sotto doctor --json', doctor.stdout.startsWith('{') || doctor.stdout.startsWith('['), doctor);
    const text = await run('sotto', ['transcribe', audio, '--store'], env);
    rule('installed: sotto transcribe', text.stdout === 'installed and heard\n' && text.code === 0, text);
  }
  const removed = await apt(['purge', '--yes', 'sotto']);
  rule('apt removes it', removed.code === 0, removed);
  const left = ['/opt/Sotto', '/usr/bin/sotto', '/etc/apparmor.d/sotto'].filter((path) => existsSync(path));
  rules.push(['removal leaves no file of ours', left]);
  const data = join(home, '.config/Sotto/history.db');
  rules.push(['removal leaves the takes', existsSync(data) ? [] : [`${data} is gone`]]);
  return rules;
}

function apt(words: readonly string[]): Promise<Ended> {
  return run('apt-get', ['-qq', ...words], { ...process.env, DEBIAN_FRONTEND: 'noninteractive' });
}

function run(program: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const ended = Promise.withResolvers<Ended>();
  execFile(program, [...words], { env, timeout: 300_000 }, (error, stdout, stderr) => {
    const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
    ended.resolve({ code, stdout, stderr });
  });
  return ended.promise;
}
