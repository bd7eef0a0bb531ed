// What the app remembers beside the settings (the window's place), on the real code in a real process (the compatible host,
// without a display): a disk that takes nothing any more is no reason to end the app.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { electronExecutable, launchEnvironment } from '../../host/launch.ts';

const source = join(import.meta.dirname, '../../../src-main');
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sotto-remember-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('the window\u2019s place is remembered, and where it can\u2019t be written, that is all that is lost', async () => {
  writeFileSync(
    join(folder, 'app.mjs'),
    `import { rmSync, writeFileSync } from 'node:fs';
     import { app } from 'electron';
     import { openSettingsFile } from ${JSON.stringify(join(source, 'desktop/settings-file.ts'))};
     const at = (name) => ${JSON.stringify(`${folder}/`)} + name;
     app.whenReady().then(() => {
       const file = openSettingsFile(at('home'), Date.now);
       file.remember('place', { width: 960, height: 680 });
       writeFileSync(at('saw.json'), JSON.stringify(file.recall('place')));
       rmSync(at('home'), { recursive: true });
       writeFileSync(at('home'), 'no folder any more');
       file.remember('place', { width: 700, height: 500 });
       app.exit(0);
     }).catch((error) => { console.error(error); app.exit(3); });`,
  );
  const env = { ...process.env, ELECTRON_HOST_HEADLESS: '1', DBUS_SESSION_BUS_ADDRESS: undefined, TMPDIR: folder };
  const child = spawn(electronExecutable, [join(folder, 'app.mjs')], { env: launchEnvironment(env) });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(code, said).toBe(0);
  expect(JSON.parse(readFileSync(join(folder, 'saw.json'), 'utf8'))).toEqual({ width: 960, height: 680 });
});
