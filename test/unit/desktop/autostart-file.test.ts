import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  autostartEntry,
  autostartPath,
  autostarts,
  removeAutostart,
  writeAutostart,
} from '../../../src-main/desktop/autostart-file.ts';
import { runProgram } from '../../../src-main/lib/run-program.ts';

let home = '';
let path = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'autostart-'));
  path = autostartPath({}, home);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('the autostart file', () => {
  it('lies in the user\u2019s configuration folder, under the desktop\u2019s id', () => {
    expect(path).toBe(join(home, '.config/autostart/io.github.sotto_dictation.Sotto.desktop'));
    expect(autostartPath({ XDG_CONFIG_HOME: '/x' }, home)).toBe('/x/autostart/io.github.sotto_dictation.Sotto.desktop');
  });

  it('is written, read back, follows a program that moved, and goes', () => {
    expect(autostarts(path)).toBe(false);
    writeAutostart(path, '/opt/Sotto/sotto');
    expect(autostarts(path)).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o644);
    expect(readFileSync(path, 'utf8')).toContain('\nExec="/opt/Sotto/sotto" --hidden\n');
    writeAutostart(path, '/home/me/Sotto.AppImage');
    expect(readFileSync(path, 'utf8')).toContain('\nExec="/home/me/Sotto.AppImage" --hidden\n');
    removeAutostart(path);
    removeAutostart(path);
    expect(autostarts(path)).toBe(false);
  });

  it.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false', 'hidden = TRUE'])(
    'is off when a desktop wrote %s',
    (line) => {
      writeAutostart(path, '/opt/Sotto/sotto');
      const text = readFileSync(path, 'utf8').replace('X-GNOME-Autostart-enabled=true', line);
      writeFileSync(path, text);
      expect(autostarts(path)).toBe(false);
    },
  );

  it('says in a sentence that it can\u2019t be written', () => {
    writeFileSync(join(home, '.config'), 'a file where a folder should be');
    expect(() => writeAutostart(path, '/opt/Sotto/sotto')).toThrow(`${path} can\u2019t be written.`);
  });

  it('doubles the sign of field codes', () => {
    expect(autostartEntry('/opt/100%u/sotto')).toContain('\nExec="/opt/100%%u/sotto" --hidden\n');
  });

  it.each(['plain', 'with space', 'a$HOME`id`"q"\\b', '\u00fcml\u00e4ut'])(
    'starts the program "%s", as a desktop reads its line',
    async (name) => {
      const program = join(home, name);
      writeFileSync(program, `#!/bin/sh\nprintf '%s|' "$0" "$@" > '${join(home, 'started')}'\n`);
      chmodSync(program, 0o755);
      const entry = join(home, 'entry.desktop');
      writeFileSync(entry, autostartEntry(program));
      // GLib's own reader, as GNOME, Xfce and others have it.
      const launched = await runProgram('gio', ['launch', entry], { timeoutMs: 10_000, maxOutputBytes: 10_000 });
      expect(launched).toMatchObject({ kind: 'ended', code: 0 });
      await expect
        .poll(() => readFileSync(join(home, 'started'), { encoding: 'utf8', flag: 'a+' }))
        .toBe(`${program}|--hidden|`);
    },
  );
});
