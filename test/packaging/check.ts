// `npm run dist:check`: packages the app as a release does and proves what electron-builder.yml promises. Takes the real
// Electron where its binary is there, else the compatible host in its place, so that what was packed starts. Makes the
// folder, the deb and, where rpmbuild is, the rpm; the other formats need tools that electron-builder fetches. With `--install` (as root on Debian) the
// deb is installed by apt, used and removed again.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import electron from '../../node_modules/electron/package.json' with { type: 'json' };
import { repository } from '../../src-main/contract/project.ts';
import { realElectron } from '../electron-kind.ts';
import { readBuilderConfig } from './builder-config.ts';
import { judgeDeb } from './deb-rules.ts';
import { makeHostDistribution } from './host-distribution.ts';
import { archiveEntries, filesBeside, ownPartBytes, readFuses } from './package-facts.ts';
import { judgeArchive, judgeUnpacked, ownPartLimitMiB } from './package-rules.ts';
import { preparePackage } from './prepare-package.ts';
import { judgeRpm } from './rpm-rules.ts';
import { tryInstalled } from './try-installed.ts';
import { tryStart } from './try-start.ts';

const root = join(import.meta.dirname, '..', '..');
const release = join(root, 'release');
const arch = process.arch === 'arm64' ? 'arm64' : 'x64';
const unpackedApp = join(release, arch === 'x64' ? 'linux-unpacked' : 'linux-arm64-unpacked');
let failures = 0;

if (process.platform !== 'linux') {
  console.log('dist:check looks at the Linux packages; on this system use: npm run dist -- --dir');
  process.exit(0);
}

const startedAt = performance.now();
preparePackage(root);
const real = realElectron(root);
console.log(`Packaging with ${real ? 'real Electron' : 'the Electron-compatible host in Electron\u2019s place'}.`);
const electronDist = real ? dirname(real) : join(release, 'host-electron');
if (!real) makeHostDistribution({ folder: electronDist, root, electronVersion: `v${electron.version}` });
rmSync(unpackedApp, { recursive: true, force: true });
const canRpm = spawnSync('rpmbuild', ['--version']).status === 0;
for (const name of readdirSync(release)) if (/\.(?:deb|rpm)$/.test(name)) rmSync(join(release, name));
const builder = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/electron-builder/cli.js'),
    ...['--linux', 'deb', ...(canRpm ? ['rpm'] : []), `--${arch}`, '--publish', 'never'],
    `-c.electronDist=${electronDist}`,
    `-c.electronVersion=${electron.version}`,
    '-c.compression=normal',
  ],
  {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, CUSTOM_FPM_PATH: join(root, 'test/packaging/package-from-fpm.ts') },
  },
);
if (builder.status !== 0) {
  console.error(`electron-builder failed:\n${builder.stdout}\n${builder.stderr}`);
  process.exit(1);
}

const entries = archiveEntries(unpackedApp);
rule(`archive: ${entries.length} entries, none forbidden, none missing`, judgeArchive(entries, 'linux', arch));
rule('beside the archive: native parts only', judgeUnpacked(filesBeside(unpackedApp)));

const mebibytes = ownPartBytes(unpackedApp) / 2 ** 20;
rule(
  `size of our own part: ${mebibytes.toFixed(1)} MiB of ${ownPartLimitMiB}`,
  mebibytes <= ownPartLimitMiB ? [] : ['too large'],
);

const feed = readFileSync(join(unpackedApp, 'resources/app-update.yml'), 'utf8');
const [owner, name] = new URL(repository).pathname.slice(1).split('/');
rule(
  'new versions are looked for in the repository of package.json',
  [`owner: ${owner}`, `repo: ${name}`, 'provider: github'].filter((line) => !feed.split('\n').includes(line)),
);

const fuses = await readFuses(join(unpackedApp, 'sotto'));
rule(
  'fuses read back as set',
  isDeepStrictEqual(fuses, readBuilderConfig(root).electronFuses) ? [] : [JSON.stringify(fuses)],
);

const deb = readdirSync(release).find((name) => name.endsWith('.deb'));
if (deb) {
  const laidOut = mkdtempSync(join(tmpdir(), 'sotto-deb-check-'));
  try {
    const path = join(release, deb);
    rule(`${deb} (${(statSync(path).size / 2 ** 20).toFixed(1)} MiB)`, judgeDeb(path, laidOut));
    if (!real) runCommands(join(laidOut, 'opt/Sotto/bin/sotto'));
    if (!real) rule('the packed app starts on a display', await tryStart(join(laidOut, 'opt/Sotto/bin/sotto')));
    if (process.argv.includes('--install'))
      for (const [what, complaints] of await tryInstalled(path)) rule(what, complaints);
  } finally {
    rmSync(laidOut, { recursive: true, force: true });
  }
} else rule('a deb was made', ['there is none']);

const rpm = readdirSync(release).find((name) => name.endsWith('.rpm'));
if (rpm) rule(rpm, judgeRpm(join(release, rpm)));
else if (canRpm) rule('an rpm was made', ['there is none']);
else console.log('- rpmbuild is not here: no rpm was made');

console.log(
  `${failures === 0 ? 'All rules hold' : `${failures} rules are broken`} (${((performance.now() - startedAt) / 1000).toFixed(0)} s).`,
);
process.exitCode = failures === 0 ? 0 : 1;

/** The packed command line, without a display and with a data folder of its own. */
function runCommands(command: string): void {
  const home = mkdtempSync(join(tmpdir(), 'sotto-home-'));
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    SOTTO_HOME: join(home, 'data'),
    CODEX_HOME: join(home, 'codex'),
    XDG_CACHE_HOME: join(home, 'cache'),
  };
  const run = (...words: string[]) => spawnSync(command, words, { env, encoding: 'utf8', timeout: 60_000 });
  try {
    const version = run('--version');
    rule('sotto --version, no display', version.stdout.trim() === '0.1.0' ? [] : [said(version)]);
    const status = run('status', '--json');
    rule('sotto status says that nobody is signed in (exit 3)', status.status === 3 ? [] : [said(status)]);
    const doctor = run('doctor', '--json');
    rule('sotto doctor --json answers', isJson(doctor.stdout) ? [] : [said(doctor)]);
    const toggle = run('toggle');
    rule('sotto toggle says that the app is not running (exit 7)', toggle.status === 7 ? [] : [said(toggle)]);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function rule(what: string, complaints: readonly string[]): void {
  console.log(`${complaints.length === 0 ? '\u2713' : '\u2717'} ${what}`);
  for (const complaint of complaints.slice(0, 20)) console.log(`    ${complaint}`);
  if (complaints.length > 0) failures += 1;
}

function said(result: { status: number | null; stdout: string; stderr: string }): string {
  return `exit ${result.status}, stdout ${JSON.stringify(result.stdout.slice(0, 300))}, stderr ${JSON.stringify(result.stderr.slice(0, 600))}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
