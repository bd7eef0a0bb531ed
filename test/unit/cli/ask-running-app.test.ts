// `sotto stop` as a package starts it: by the desktop program, while the app runs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Surroundings } from '../../../src-main/app/places.ts';
import { askRunningApp } from '../../../src-main/cli/run-headless.ts';
import type { ProcessTerminal } from '../../../src-main/cli/terminal.ts';
import { AppError } from '../../../src-main/contract/app-error.ts';
import { controlAddress, serveControl } from '../../../src-main/lib/control-socket.ts';

const home = mkdtempSync(join(tmpdir(), 'ask-app-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const surroundings: Surroundings = {
  env: { HOME: home, SOTTO_HOME: home },
  platform: process.platform,
  arch: process.arch,
  version: '0.1.0',
  bundle: home,
  loginKeeper: null,
};

let noted: string[];
let terminal: ProcessTerminal;
beforeEach(() => {
  noted = [];
  terminal = {
    stdin: Readable.from([]),
    print: () => undefined,
    note: (text) => void noted.push(text),
    progress: () => undefined,
    interactive: false,
    interrupted: new AbortController().signal,
    finish: async (code) => code,
  };
});

describe('a command for the app, given to the desktop program', () => {
  it('ends with what became of it in the running app', async () => {
    const asked: string[] = [];
    await using _app = await serveControl(controlAddress(home, process.platform), async ({ command }) => {
      asked.push(command);
      if (command === 'stop') throw new AppError('not_recording', 'Nothing is being recorded.');
      return null;
    });
    expect(await askRunningApp(['stop'], surroundings, terminal)).toBe(1);
    expect(noted).toEqual(['sotto: Nothing is being recorded. Start a recording first.']);
    expect(await askRunningApp(['toggle'], surroundings, terminal)).toBe(0);
    expect(asked).toEqual(['stop', 'toggle']);
  });

  it('is nobody\u2019s where no app can be asked', async () => {
    expect(await askRunningApp(['toggle'], surroundings, terminal)).toBeNull();
    expect(noted).toEqual([]);
  });
});
