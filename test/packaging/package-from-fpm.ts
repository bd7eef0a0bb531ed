#!/usr/bin/env node
// The part of fpm that electron-builder uses for a deb and an rpm, done with dpkg-deb and rpmbuild: CUSTOM_FPM_PATH points
// here where fpm itself can't be fetched. Knows electron-builder's arguments and nothing else; an unknown one is an error.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeRpm } from './make-rpm.ts';

const one = { type: 'string' } as const;
const many = { type: 'string', multiple: true } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    s: { ...one, short: 's' },
    t: { ...one, short: 't' },
    d: { ...many, short: 'd' },
    force: { type: 'boolean' },
    architecture: one,
    name: one,
    version: one,
    maintainer: one,
    vendor: one,
    url: one,
    license: one,
    category: one,
    description: one,
    package: one,
    'after-install': one,
    'after-remove': one,
    'deb-priority': one,
    'deb-recommends': many,
    'deb-compression': one,
    'rpm-os': one,
    'rpm-compression': one,
    'rpm-summary': one,
    'rpm-tag': many,
  },
});
const { t: kind, package: target } = values;
if ((kind !== 'deb' && kind !== 'rpm') || !target) throw new Error(`Only debs and rpms are made here, not ${kind}.`);

const stage = mkdtempSync(join(tmpdir(), `sotto-${kind}-`));
try {
  for (const pair of positionals) copy(pair);
  chmodSync(stage, 0o755);
  process.exitCode = kind === 'deb' ? makeDeb(target) : makeRpm({ stage, target, values });
} finally {
  rmSync(stage, { recursive: true, force: true });
}

/** @returns dpkg-deb's exit code */
function makeDeb(to: string): number {
  const kibibytes = Math.ceil(sizeOf(stage) / 1024);
  mkdirSync(join(stage, 'DEBIAN'));
  writeFileSync(join(stage, 'DEBIAN/control'), control(kibibytes));
  script(values['after-install'], 'postinst');
  script(values['after-remove'], 'postrm');
  const made = spawnSync('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', stage, to], { stdio: 'inherit' });
  return made.status ?? 1;
}

/** `FROM=TO`; a folder is written with a slash at its end and its contents are meant. */
function copy(pair: string): void {
  const at = pair.lastIndexOf('=');
  const to = join(stage, pair.slice(at + 1));
  mkdirSync(dirname(to), { recursive: true });
  cpSync(pair.slice(0, at), to, { recursive: true });
  if (statSync(to).isFile()) chmodSync(to, 0o644);
}

function script(from: string | undefined, name: string): void {
  if (!from) return;
  cpSync(from, join(stage, 'DEBIAN', name));
  chmodSync(join(stage, 'DEBIAN', name), 0o755);
}

function control(kibibytes: number): string {
  const [synopsis = '', ...long] = (values.description ?? '').trim().split('\n');
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['Package', values.name],
    ['Version', values.version],
    ['Architecture', values.architecture],
    ['Maintainer', values.maintainer],
    ['Installed-Size', String(kibibytes)],
    ['Depends', values.d?.join(', ')],
    ['Recommends', values['deb-recommends']?.join(', ')],
    ['Section', values.category],
    ['Priority', values['deb-priority']],
    ['Homepage', values.url],
    ['Description', [synopsis, ...long.map((line) => ` ${line.trim() || '.'}`)].join('\n')],
  ];
  return `${fields.flatMap(([name, value]) => (value ? [`${name}: ${value}`] : [])).join('\n')}\n`;
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((bytes, entry) => bytes + statSync(join(entry.parentPath, entry.name)).size, 0);
}
