// Looks into an rpm with rpm's own query: requires, recommends, scripts, places.
import { spawnSync } from 'node:child_process';

/** @returns one sentence for each broken rule */
export function judgeRpm(rpm: string): string[] {
  const ask = (...words: string[]): string => {
    const result = spawnSync('rpm', ['--query', '--package', ...words, rpm], { encoding: 'utf8' });
    return result.status === 0 ? result.stdout : `rpm failed: ${result.stderr}`;
  };
  const complaints: string[] = [];
  const expect = (holds: boolean, complaint: string): void => void (holds || complaints.push(complaint));
  expect(ask('--queryformat', '%{NAME} %{LICENSE}') === 'sotto MIT', 'name or licence is wrong');
  const requires = ask('--requires').split('\n');
  for (const name of ['gtk3', 'nss', 'libXtst']) expect(requires.includes(name), `Requires lacks ${name}`);
  const recommends = ask('--recommends').split('\n');
  for (const wish of ['(pipewire-utils or pulseaudio-utils)', '(xdotool or wtype)', 'wl-clipboard'])
    expect(recommends.includes(wish), `Recommends lacks ${wish}: ${recommends.join()}`);
  const files = ask('--list').split('\n');
  for (const path of [
    '/opt/Sotto/sotto',
    '/opt/Sotto/bin/sotto',
    '/opt/Sotto/resources/app.asar',
    '/usr/share/applications/io.github.sotto_dictation.Sotto.desktop',
    '/usr/share/icons/hicolor/256x256/apps/sotto.png',
  ])
    expect(files.includes(path), `${path} is missing`);
  expect(
    files.every((path) => path === '' || /^\/(?:opt\/Sotto|usr\/share)(?:\/|$)/.test(path)),
    'files lie elsewhere',
  );
  const scripts = ask('--scripts');
  expect(scripts.includes('ln -sf "$app/bin/sotto" /usr/bin/sotto'), 'nothing puts sotto on the PATH');
  expect(/upgrade \| 1\) exit 0/.test(scripts), 'an upgrade would remove what the new version has just made');
  expect(!/\$\{|<%=/.test(scripts), 'a script holds a place that was not filled');
  return complaints;
}
