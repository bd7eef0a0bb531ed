// argv -> command, options, positionals. Global options may stand before or after the command. PURE; every mistake is
// one sentence and exit code 2.
import { parseArgs } from 'node:util';
import { AppError } from '../contract/app-error.ts';
import { type CommandFacts, commandTable, findCommand, globalOptions, type OptionFacts } from './command-table.ts';

export interface ParsedArguments {
  /** Null: the app is to be started. */
  readonly command: string | null;
  readonly options: Readonly<Record<string, string | boolean | readonly string[]>>;
  readonly positionals: readonly string[];
}

export function parseArguments(argv: readonly string[]): ParsedArguments {
  const { name, rest } = takeCommand(argv);
  const facts = name === null ? undefined : findCommand(name);
  const known = [...globalOptions, ...(facts?.options ?? [])];
  const { values, positionals } = parse(rest, known, name);
  const asked = values.help === true || values.version === true;
  if (facts && !asked) checkPositionals(facts, positionals);
  return { command: name, options: values, positionals };
}

/** The first word that is no option (and no global option's value) is the command; a file name means `transcribe`. */
function takeCommand(argv: readonly string[]): { name: string | null; rest: string[] } {
  const rest = [...argv];
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index] ?? '';
    if (word === '--') break;
    if (word.startsWith('-') && word !== '-') {
      const option = globalOptions.find((o) => `--${o.name}` === word);
      if (option?.type === 'string') index += 1;
      continue;
    }
    if (findCommand(word)) {
      rest.splice(index, 1);
      return { name: word, rest };
    }
    return looksLikeFile(word) ? { name: 'transcribe', rest } : unknownCommand(word);
  }
  return { name: rest.includes('--') ? 'transcribe' : null, rest };
}

function looksLikeFile(word: string): boolean {
  return word === '-' || /[./\\]/.test(word);
}

function unknownCommand(word: string): never {
  const near = commandTable.find((command) => command.name.startsWith(word.slice(0, 3)))?.name;
  throw new AppError('usage', `"${word}" is neither a command nor a file.`, {
    hint: near ? `Did you mean "sotto ${near}"? See "sotto --help".` : 'See "sotto --help".',
  });
}

function parse(
  args: string[],
  known: readonly OptionFacts[],
  command: string | null,
): Pick<ParsedArguments, 'positionals'> & { values: Record<string, string | boolean | string[]> } {
  const options = Object.fromEntries(
    known.map((o) => [
      o.name,
      { type: o.type, ...(o.short ? { short: o.short } : {}), ...(o.multiple ? { multiple: true } : {}) },
    ]),
  );
  try {
    const parsed = parseArgs({ args, options, allowPositionals: true, strict: true });
    const values: Record<string, string | boolean | string[]> = {};
    for (const [name, value] of Object.entries(parsed.values)) {
      if (value === undefined) continue;
      values[name] = Array.isArray(value) ? value.map(String) : value;
    }
    return { values, positionals: parsed.positionals };
  } catch (cause) {
    const first =
      cause instanceof Error ? (cause.message.split('. ')[0] ?? cause.message) : 'The options can\u2019t be read';
    throw new AppError('usage', `${first.replace(/\.$/, '')}.`, {
      cause,
      hint: `See "sotto ${command ? `${command} ` : ''}--help".`,
    });
  }
}

function checkPositionals(facts: CommandFacts, positionals: readonly string[]): void {
  if (facts.takes === '' && positionals.length > 0) {
    throw new AppError('usage', `"sotto ${facts.name}" takes no "${positionals[0]}".`);
  }
  if (/^[A-Z]/.test(facts.takes) && positionals.length === 0) {
    throw new AppError('usage', `"sotto ${facts.name}" needs ${facts.takes.replace('\u2026', '')}.`);
  }
}

/** A whole number of an option, in bounds. */
export function numberOption(parsed: ParsedArguments, name: string, least: number, most: number): number | undefined {
  const raw = parsed.options[name];
  if (raw === undefined) return undefined;
  const value = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : Number.NaN;
  if (!Number.isFinite(value) || value < least || value > most) {
    throw new AppError('usage', `--${name} needs a number from ${least} to ${most}, not "${String(raw)}".`);
  }
  return value;
}

export function textOption(parsed: ParsedArguments, name: string): string | undefined {
  const value = parsed.options[name];
  return typeof value === 'string' ? value : undefined;
}

export function flagOption(parsed: ParsedArguments, name: string): boolean {
  return parsed.options[name] === true;
}
