// An rpm of a laid-out folder, by rpmbuild: the spec that fpm would write from the same arguments.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

export interface RpmOptions {
  readonly stage: string;
  readonly target: string;
  /** fpm's options by their names. */
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
}

/** @returns rpmbuild's exit code */
export function makeRpm({ stage, target, values }: RpmOptions): number {
  const work = mkdtempSync(join(tmpdir(), 'sotto-rpmbuild-'));
  try {
    const spec = join(work, 'sotto.spec');
    writeFileSync(spec, specOf(stage, values));
    const arch = values.architecture === 'amd64' ? 'x86_64' : 'aarch64';
    const defined = [`_topdir ${work}`, `_rpmdir ${work}`, '_build_name_fmt made.rpm', 'debug_package %{nil}'];
    const made = spawnSync(
      'rpmbuild',
      [
        '-bb',
        '--quiet',
        ...['--target', arch, '--buildroot', join(work, 'root')],
        ...defined.flatMap((definition) => ['--define', definition]),
        spec,
      ],
      { stdio: 'inherit' },
    );
    if (made.status === 0) renameSync(join(work, 'made.rpm'), target);
    return made.status ?? 1;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function specOf(stage: string, values: RpmOptions['values']): string {
  const list = (name: string): string[] => [values[name] ?? []].flat().map(String);
  const scriptlet = (name: string, option: string): string[] =>
    typeof values[option] === 'string' ? ['', `%${name}`, readFileSync(values[option], 'utf8')] : [];
  return [
    `Name: ${values.name}`,
    `Version: ${values.version}`,
    'Release: 1',
    `Summary: ${values['rpm-summary']}`,
    `License: ${values.license}`,
    `Vendor: ${values.vendor}`,
    `URL: ${values.url}`,
    `Group: ${values.category}`,
    `Packager: ${values.maintainer}`,
    'AutoReqProv: no',
    ...list('d').map((name) => `Requires: ${name}`),
    ...list('rpm-tag'),
    // Binaries stay as they came.
    '%global __os_install_post %{nil}',
    '',
    '%description',
    String(values.description),
    '',
    '%install',
    'mkdir -p "%{buildroot}"',
    `cp -a '${stage.replaceAll("'", "'\\''")}/.' "%{buildroot}/"`,
    ...scriptlet('post', 'after-install'),
    ...scriptlet('postun', 'after-remove'),
    '',
    '%files',
    '%defattr(-,root,root,-)',
    '%dir "/opt/Sotto"',
    ...filesIn(stage).map((path) => `"/${path}"`),
    '',
  ].join('\n');
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
