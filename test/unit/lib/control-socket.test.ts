import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../src-main/contract/app-error.ts';
import { askApp, serveControl, serveControlIfPossible } from '../../../src-main/lib/control-socket.ts';

const folder = mkdtempSync(join(tmpdir(), 'control-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(process.platform === 'win32')('the control socket', () => {
  it('answers, is its owner\u2019s alone, and replaces what a dead process left', async () => {
    const address = join(folder, 'a.sock');
    writeFileSync(address, 'left behind');
    await using _socket = await serveControl(address, async ({ command, input }) => {
      if (command === 'fail') throw new AppError('busy', 'Busy.');
      return { command, input };
    });
    expect(statSync(address).mode & 0o777).toBe(0o600);
    expect(await askApp(address, { command: 'x', input: 1 })).toEqual({ command: 'x', input: 1 });
    await expect(askApp(address, { command: 'fail' })).rejects.toMatchObject({ code: 'busy' });
    // Whoever says nonsense, or nothing, or leaves, disturbs nobody.
    const rude = connect(address);
    rude.end('no json\n');
    await new Promise((resolve) => rude.resume().once('close', resolve));
    expect(await askApp(address, { command: 'y' })).toEqual({ command: 'y' });
  });

  it('brings answers of any length', async () => {
    const address = join(folder, 'b.sock');
    const long = 'x'.repeat(300_000);
    await using _socket = await serveControl(address, async () => long);
    expect(await askApp(address, { command: 'x' })).toBe(long);
  });

  it('that can\u2019t be made is told, and is no reason not to start', async () => {
    const told: unknown[] = [];
    const taken = join(folder, 'c.sock');
    mkdirSync(taken);
    for (const address of [join(folder, 'not', 'there.sock'), taken]) {
      await using _none = await serveControlIfPossible(
        address,
        async () => null,
        (error) => told.push(error),
      );
      await expect(askApp(address, { command: 'x' })).rejects.toMatchObject({ code: 'app_not_running' });
    }
    expect(told).toHaveLength(2);
  });
});
