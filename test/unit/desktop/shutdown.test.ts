// How the app ends when it meets a fault, on the real code in a real process (the compatible host, without a display):
// everything is closed first, the fault is logged without secrets, it is said, and Restart starts it again.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pollUntil } from '../../desktop/poll-until.ts';
import { electronExecutable, launchEnvironment } from '../../host/launch.ts';

const source = join(import.meta.dirname, '../../../src-main');
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sotto-fault-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string): string => join(folder, name);
const read = (name: string): string => readFileSync(file(name), 'utf8');
const logged = () =>
  read('logs/sotto.log')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** A small app around the real way down. At its second start it only says that it was there. */
async function runApp({ fault, answer, closing = '' }: { fault: string; answer: number; closing?: string }) {
  writeFileSync(
    file('app.mjs'),
    `import { existsSync, writeFileSync } from 'node:fs';
     import { app } from 'electron';
     import { shutDownWith } from ${JSON.stringify(join(source, 'boot/shutdown.ts'))};
     import { createLog, fileSink } from ${JSON.stringify(join(source, 'lib/log.ts'))};
     const at = (name) => ${JSON.stringify(`${folder}/`)} + name;
     app.whenReady().then(async () => {
       if (existsSync(at('saved'))) {
         writeFileSync(at('started-again'), '');
         app.exit(0);
         return;
       }
       const stack = new AsyncDisposableStack();
       stack.defer(async () => {
         ${closing}
         await new Promise((resolve) => setTimeout(resolve, 50));
         writeFileSync(at('saved'), 'what was said');
       });
       const log = createLog(fileSink(at('logs')));
       shutDownWith({ stack, log, env: {}, locale: () => 'de' });
       globalThis.__electronHost.answerDialog({ response: ${answer}, checkboxChecked: false });
       app.on('quit', () => writeFileSync(at('dialogs'), JSON.stringify(globalThis.__electronHost.recorded)));
       ${fault}
     });`,
  );
  const env = { ...process.env, ELECTRON_HOST_HEADLESS: '1', DBUS_SESSION_BUS_ADDRESS: undefined, TMPDIR: folder };
  const child = spawn(electronExecutable, [file('app.mjs')], { env: launchEnvironment(env), stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  return code as number;
}

const thrown = "setImmediate(() => { throw new Error('broken with Authorization: Bearer abc.def.ghi'); });";

describe('a fault of the app', () => {
  it('saves what is open, says so in the user\u2019s language, and starts again when told to', async () => {
    expect(await runApp({ fault: thrown, answer: 0 })).toBe(1);
    expect(read('saved')).toBe('what was said');
    const dialogs = read('dialogs');
    expect(dialogs).toContain('Deine Aufnahmen bleiben.');
    expect(dialogs).toContain('Neu starten');
    expect(dialogs + read('logs/sotto.log')).not.toContain('abc.def.ghi');
    expect(logged()).toMatchObject([{ level: 'error', event: 'unexpected fault' }]);
    await pollUntil('the second start', () => existsSync(file('started-again')));
  });

  it('is met the same way when nobody waits for the work, and only once however many follow', async () => {
    const fault = "for (const name of ['one', 'two']) void Promise.reject(new Error(name));";
    expect(await runApp({ fault, answer: 1 })).toBe(1);
    expect(read('saved')).toBe('what was said');
    expect(logged().map(({ event }) => event)).toEqual(['unexpected fault', 'unexpected fault']);
    expect((JSON.parse(read('dialogs')) as { api: string }[]).filter(({ api }) => /MessageBox/.test(api))).toHaveLength(
      1,
    );
    expect(existsSync(file('started-again'))).toBe(false);
  });

  it('ends even when closing fails', async () => {
    expect(await runApp({ fault: thrown, answer: 1, closing: "throw new Error('no way to save');" })).toBe(1);
    expect(logged().map(({ event }) => event)).toEqual(['unexpected fault', 'closing failed']);
  });
});

it('a service of the browser that dies is noted and nothing more: it is started again by the browser', async () => {
  const gone = "{ type: 'GPU', reason: 'crashed', name: 'GPU', exitCode: 5 }";
  const fault = `app.emit('child-process-gone', {}, ${gone}); app.emit('child-process-gone', {}, { type: 'Utility', reason: 'clean-exit', exitCode: 0 }); app.quit();`;
  expect(await runApp({ fault, answer: 0 })).toBe(0);
  expect(logged()).toMatchObject([{ level: 'warn', event: 'child process gone', type: 'GPU', reason: 'crashed' }]);
  expect(read('saved')).toBe('what was said');
});

it.skipIf(!existsSync('/sys/kernel'))('where nothing can be written, the app says which folder and ends', async () => {
  const env = {
    ...process.env,
    ELECTRON_HOST_HEADLESS: '1',
    DISPLAY: undefined,
    SOTTO_HOME: '/sys/sotto',
    TMPDIR: folder,
  };
  const child = spawn(electronExecutable, [join(source, 'main.ts')], { env: launchEnvironment(env) });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(code).toBe(1);
  expect(said).toMatch(
    /could not start: The folder \/sys\S* can\u2019t be written\. Make it writable, or set SOTTO_HOME/,
  );
  expect(said).not.toMatch(/\n\s+at /);
});
