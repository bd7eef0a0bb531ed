// The app is killed while it renews the login: the process that it started for that goes on, and the file ends up with
// tokens that the service accepts. The long version is test/soak/refresh.ts.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { electronExecutable, launchEnvironment } from '../host/launch.ts';
import { appRefreshRound, type RenewingApp } from '../soak/refresh-app.ts';
import { expect, test } from './support/fixtures.ts';
import { root, type SottoApp } from './support/launch-sotto.ts';

function renewing(app: SottoApp): RenewingApp {
  return {
    home: app.home,
    ask: () => app.command('account.usage'),
    kill: async () => {
      const child = app.electron.process();
      const gone = once(child, 'exit');
      process.kill(app.pid, 'SIGKILL');
      await gone;
    },
  };
}

test('an app killed at any moment of a renewal leaves a login that is accepted', async ({ launch, standin }) => {
  standin.settings.tokenLatencyMs = 300;
  const whole = await appRefreshRound(standin, renewing(await launch()), undefined);
  expect(whole).toMatchObject({ accepted: true, spent: 1, refused: 0, killedBefore: false });
  for (const part of [Math.random() * 0.3, 0.5 + Math.random() * 0.2, 0.75 + Math.random() * 0.2]) {
    const round = await appRefreshRound(standin, renewing(await launch()), part * whole.tookMs);
    expect(round, `killed at ${part.toFixed(2)} of a renewal's time`).toMatchObject({
      accepted: true,
      spent: 1,
      refused: 0,
    });
  }
});

test('the process for renewals opens nothing of the app, beside one that runs as well', async ({ launch, desktop }) => {
  const app = await launch();
  const home = join(desktop.dir, 'not-made');
  const env = launchEnvironment({ ...app.env, SOTTO_HOME: home, SOTTO_RENEW_LOGIN: undefined });
  const child = execFile(electronExecutable, [root, '--no-sandbox', '--renew-login'], { env });
  let said = '';
  child.stderr?.on('data', (text: string) => (said += text));
  const [code] = await once(child, 'close');
  expect(code).toBe(2);
  expect(said).toContain('for a running program');
  expect(existsSync(home)).toBe(false);
  expect((await app.state()).phase).toBe('idle'); // it was not shown, stopped or told anything
});
