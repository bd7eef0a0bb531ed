// The app is killed while it renews the login: the process that it started for that goes on, and the file ends up with
// tokens that the service accepts. The long version is test/soak/refresh.ts.
import { once } from 'node:events';
import { appRefreshRound, type RenewingApp } from '../soak/refresh-app.ts';
import { expect, test } from './support/fixtures.ts';
import type { SottoApp } from './support/launch-sotto.ts';

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
