import { describe, expect, it } from 'vitest';
import { commandTable } from '../../../src-main/cli/command-table.ts';
import { classify } from '../../../src-main/cli/launch.ts';
import { numberOption, parseArguments } from '../../../src-main/cli/parse-arguments.ts';

describe('the command line', () => {
  it.each([
    [[], null, []],
    [['talk.wav'], 'transcribe', ['talk.wav']],
    [['./talk'], 'transcribe', ['./talk']],
    [['-'], 'transcribe', ['-']],
    [['transcribe', 'a.wav', 'b.wav'], 'transcribe', ['a.wav', 'b.wav']],
    [['--bearer', 'status', 'models'], 'models', []],
    [['--verbose', 'history', 'hello', 'world'], 'history', ['hello', 'world']],
    [['transcribe', '--', '-odd.wav'], 'transcribe', ['-odd.wav']],
  ])('reads %j', (argv, command, positionals) => {
    const parsed = parseArguments(argv);
    expect(parsed.command).toBe(command);
    expect(parsed.positionals).toEqual(positionals);
  });

  it('takes global options before and after the command', () => {
    for (const argv of [
      ['--request-timeout-seconds', '5', 'usage'],
      ['usage', '--request-timeout-seconds', '5'],
    ]) {
      expect(numberOption(parseArguments(argv), 'request-timeout-seconds', 0, 10)).toBe(5);
    }
  });

  it.each([
    [['trancribe'], 'neither a command nor a file', 'sotto transcribe'],
    [['transcribe'], 'needs FILE', ''],
    [['status', 'x'], 'takes no "x"', ''],
    [['usage', '--nonsense'], "Unknown option '--nonsense'", 'sotto usage --help'],
  ])('refuses %j in one sentence with what to do', (argv, message, hint) => {
    expect(() => parseArguments(argv)).toThrow(message);
    try {
      parseArguments(argv);
    } catch (error) {
      expect(error).toMatchObject({ code: 'usage' });
      expect((error as { hint: string }).hint).toContain(hint);
    }
  });

  it('refuses numbers out of bounds', () => {
    const parsed = parseArguments(['record', '--seconds', 'soon']);
    expect(() => numberOption(parsed, 'seconds', 0.2, 10)).toThrow(
      '--seconds needs a number from 0.2 to 10, not "soon"',
    );
  });

  it('has every command of the table run by something', async () => {
    const { runCli } = await import('../../../src-main/cli/run-cli.ts');
    for (const { name } of commandTable) {
      const lines: string[] = [];
      const terminal = {
        stdin: process.stdin,
        print: (text: string) => void lines.push(text),
        note: () => undefined,
        progress: () => undefined,
        interactive: false,
        interrupted: new AbortController().signal,
      };
      const surroundings = {
        env: {},
        platform: process.platform,
        arch: process.arch,
        version: '0',
        bundle: '/',
        loginKeeper: null,
      };
      expect(await runCli([name, '--help'], surroundings, terminal, async () => 0)).toBe(0);
      expect(lines.join('\n')).toContain(`sotto ${name}`);
    }
  });
});

describe('a start of the desktop program', () => {
  it('is the app, a command for the running one, or a command without a desktop', () => {
    expect(classify([])).toMatchObject({ kind: 'app', hidden: false });
    expect(classify(['--hidden', '--no-sandbox'])).toMatchObject({ kind: 'app', hidden: true });
    expect(classify(['toggle'])).toMatchObject({ kind: 'control', command: 'toggle' });
    expect(classify(['show', 'doctor'])).toMatchObject({
      kind: 'control',
      command: 'show',
      input: { place: 'doctor' },
    });
    expect(classify(['talk.wav'])).toMatchObject({ kind: 'headless', command: 'transcribe' });
    expect(classify(['--version'])).toMatchObject({ kind: 'headless' });
    expect(classify(['nonsense'])).toMatchObject({ kind: 'headless' });
  });
});
