// How the desktop program starts itself to renew the login.
import { expect, test } from 'vitest';
import { loginKeeperCommand } from '../../../../src-main/app/login-keeper.ts';

const packaged = { executable: '/opt/Sotto/sotto', appPath: null, withoutSandbox: false, env: {} };

test('a package starts its own executable; a checkout says which app; a lost sandbox is said again', () => {
  expect(loginKeeperCommand(packaged)).toEqual(['/opt/Sotto/sotto', '--renew-login']);
  expect(
    loginKeeperCommand({ ...packaged, executable: '/e/electron', appPath: '/src/sotto', withoutSandbox: true }),
  ).toEqual(['/e/electron', '/src/sotto', '--no-sandbox', '--renew-login']);
});

test('an AppImage is started as a whole, since its files vanish with the app', () => {
  const env = { APPIMAGE: '/home/me/Sotto.AppImage', APPDIR: '/tmp/.mount_SottoX' };
  const mounted = { ...packaged, executable: '/tmp/.mount_SottoX/sotto', env };
  expect(loginKeeperCommand(mounted)).toEqual(['/home/me/Sotto.AppImage', '--renew-login']);
  // Started from a terminal that is an AppImage itself.
  expect(loginKeeperCommand({ ...packaged, env })).toEqual(['/opt/Sotto/sotto', '--renew-login']);
});
