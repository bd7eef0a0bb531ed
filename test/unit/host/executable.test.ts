// The stand-in for Electron's executable, started as a program.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { electronExecutable, launchEnvironment } from '../../host/launch.ts';

const env = { ...process.env, ELECTRON_HOST_HEADLESS: '1', DBUS_SESSION_BUS_ADDRESS: undefined };

describe('the executable', () => {
  async function run(args: string[], runEnv: NodeJS.ProcessEnv = env) {
    const child = spawn(electronExecutable, args, { env: launchEnvironment(runEnv) });
    const output = Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = await once(child, 'exit');
    const [stdout, stderr] = await output;
    return { code, stdout, stderr };
  }

  it('says which Electron it stands in for', async () => {
    expect(await run(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^v45\.\d+\.\d+\n$/) });
  });

  it('starts no browser for an app without windows, and quits cleanly at SIGTERM', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'host-test-'));
    await writeFile(
      join(folder, 'index.mjs'),
      `import { app } from 'electron';
       app.on('before-quit', () => console.log('before-quit'));
       app.on('quit', (_event, code) => console.log('quit', code));
       app.whenReady().then(() => { console.log('ready', app.getName()); process.kill(process.pid, 'SIGTERM'); });`,
    );
    const { code, stdout } = await run([join(folder, 'index.mjs')], { ...env, TMPDIR: folder });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'ready Electron\nbefore-quit\nquit 0\n' });
    expect(readdirSync(folder)).toEqual(['index.mjs']); // no browser profile
    await rm(folder, { recursive: true });
  });

  it('says why when the main module waits for readiness at its top level', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'host-test-'));
    await writeFile(join(folder, 'index.mjs'), "import { app } from 'electron';\nawait app.whenReady();\n");
    const { code, stderr } = await run([join(folder, 'index.mjs')], { ...env, ELECTRON_HOST_LOAD_TIMEOUT_MS: '500' });
    expect(code).toBe(1);
    expect(stderr).toContain('top-level await on app.whenReady() never ends');
    await rm(folder, { recursive: true });
  });

  it('names a missing main module', async () => {
    const { code, stderr } = await run([join(tmpdir(), 'nothing-here')]);
    expect(code).not.toBe(0);
    expect(stderr).toContain('nothing-here');
    expect(existsSync(join(tmpdir(), 'nothing-here'))).toBe(false);
  });
});
