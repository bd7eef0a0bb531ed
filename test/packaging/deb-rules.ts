// Looks into a deb with Debian's own tools: control fields, scripts, places, modes, the desktop file.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const application = 'io.github.sotto_dictation.Sotto';
const iconSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];

/**
 * @param into an empty folder that the contents are laid out in
 * @returns one sentence for each broken rule
 */
export function judgeDeb(deb: string, into: string): string[] {
  const field = (name: string): string => output('dpkg-deb', ['--field', deb, name]);
  const complaints: string[] = [];
  const expect = (holds: boolean, complaint: string): void => void (holds || complaints.push(complaint));

  expect(field('Package') === 'sotto', `Package is ${field('Package')}`);
  for (const wish of ['pipewire-bin | pulseaudio-utils', 'xdotool | wtype', 'wl-clipboard']) {
    expect(field('Recommends').split(', ').includes(wish), `Recommends lacks "${wish}"`);
  }
  output('dpkg-deb', ['--raw-extract', deb, into]);
  for (const script of ['postinst', 'postrm']) {
    const checked = spawnSync('sh', ['-n', join(into, 'DEBIAN', script)]);
    expect(checked.status === 0, `${script} is no shell script`);
    expect(
      /\$\{|<%=/.test(readFileSync(join(into, 'DEBIAN', script), 'utf8')) === false,
      `${script} holds a place that was not filled`,
    );
  }
  for (const program of ['opt/Sotto/sotto', 'opt/Sotto/bin/sotto', 'opt/Sotto/chrome-sandbox']) {
    expect(
      existsSync(join(into, program)) && (statSync(join(into, program)).mode & 0o111) === 0o111,
      `${program} can't be run`,
    );
  }
  for (const size of iconSizes) {
    const icon = `usr/share/icons/hicolor/${size}x${size}/apps/sotto.png`;
    expect(existsSync(join(into, icon)), `${icon} is missing`);
  }
  for (const text of ['LICENSE.txt', 'THIRD-PARTY-NOTICES.txt']) {
    expect(existsSync(join(into, 'opt/Sotto/resources', text)), `${text} is missing`);
  }

  const entries = readdirSync(join(into, 'usr/share/applications'));
  expect(entries.join() === `${application}.desktop`, `desktop files: ${entries.join()}`);
  const entry = join(into, 'usr/share/applications', entries[0] ?? '');
  const validated = spawnSync('desktop-file-validate', [entry], { encoding: 'utf8' });
  if (validated.error) complaints.push('desktop-file-validate is not here: install desktop-file-utils');
  else expect(validated.status === 0, validated.stdout.trim());
  expect(
    readFileSync(entry, 'utf8').includes(`StartupWMClass=${application}\n`),
    'StartupWMClass is not the name that Electron gives its windows',
  );
  complaints.push(...lint(deb));
  return complaints;
}

/**
 * Debian's own checker. What lies in /opt is Electron's layout, and its binaries (and the key hook's) come as they are: only
 * what is said of the package itself counts. A native package has no Debian changelog; ours is the project's.
 */
function lint(deb: string): string[] {
  const checked = spawnSync('lintian', ['--allow-root', '--suppress-tags', 'no-changelog', deb], { encoding: 'utf8' });
  if (checked.error) {
    console.log('- lintian is not here: what it would say is not known');
    return [];
  }
  const said = checked.stdout.split('\n').filter((line) => /^[EW]: sotto:/.test(line));
  return said.filter((line) => !line.includes('opt/Sotto/'));
}

function output(program: string, args: readonly string[]): string {
  const result = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  if (result.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${result.stderr}`);
  return result.stdout.trim();
}
