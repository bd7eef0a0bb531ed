// The check that keeps the host honest: an app that uses what the host lacks does not compile against it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../../desktop/run-program.ts';
import { reduceDeclarations } from '../../host/surface/reduce-declarations.ts';

describe('reduced declarations', () => {
  const text = [
    'declare namespace Electron {',
    '  class Tray extends NodeEventEmitter {',
    '    constructor(image: string);',
    "    on(event: 'click', listener: (event: Event,",
    '                                  /** where (on macOS) */',
    '                                  bounds: Rectangle) => void): this;',
    "    on(event: 'drop', listener: () => void): this;",
    '    setImage(image: string): void;',
    '    popUpContextMenu(options: {',
    '      x: number;',
    '    }): void;',
    '    readonly guid: string;',
    '  }',
    '  interface Other {',
    '    kept(): void;',
    '  }',
    '}',
    '',
    "declare module 'electron' {",
    '  export = Electron.CrossProcessExports;',
    '}',
    '',
  ].join('\n');

  it('keep what is implemented, whole, and everything of classes that are not listed', () => {
    const surface = { members: new Set(['setImage']), events: new Set(['click']) };
    const reduced = reduceDeclarations(text, new Map([['Tray', surface]]));
    expect(reduced).toContain('bounds: Rectangle) => void): this;');
    expect(reduced).toContain('setImage(image: string)');
    expect(reduced).toContain('kept(): void');
    for (const gone of ["'drop'", 'popUpContextMenu', 'x: number', 'guid', "module 'electron'"])
      expect(reduced).not.toContain(gone);
  });
});

describe('the surface check', () => {
  it('names every API and event that an app uses and the host lacks, however deep', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'surface-'));
    const lines = [
      "import { app, type BrowserWindow } from 'electron';",
      'export function probe(window: BrowserWindow) {',
      '  window.setTitle(app.getName());',
      "  window.on('focus', () => {});",
      '  window.webContents.print();',
      "  window.on('app-command', () => {});",
      '  void app.getFileIcon("x");',
      '}',
    ];
    await writeFile(join(folder, 'probe.ts'), lines.join('\n'));
    const check = join(import.meta.dirname, '..', '..', 'host', 'surface', 'check.ts');
    const { code, stdout } = await runProgram(process.execPath, ['--no-warnings', check, folder], {
      env: process.env,
      timeoutMs: 60_000,
    });
    const errors = stdout.split('\n').filter((line) => line.includes('probe.ts'));
    expect(code).not.toBe(0);
    expect(errors.map((line) => /probe\.ts\((\d+)/.exec(line)?.[1])).toEqual(['5', '6', '7']);
    await rm(folder, { recursive: true });
  }, 60_000);
});
