import { describe, expect, it } from 'vitest';
import { commandTable, globalOptions } from '../../../src-main/cli/command-table.ts';
import { ownWords } from '../../../src-main/cli/launch.ts';

describe('the words of a start', () => {
  it('are left when Chromium has its switches', () => {
    expect(ownWords(['--ozone-platform=headless', '--no-sandbox', 'status', '--json'])).toEqual(['status', '--json']);
  });

  it('lose no option of a command', () => {
    const options = [...globalOptions, ...commandTable.flatMap((command) => command.options)];
    const words = options.map((option) => `--${option.name}`);
    expect(ownWords(words)).toEqual(words);
  });
});
