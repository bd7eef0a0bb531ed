// The command line as a function: arguments and a terminal in, an exit code out. Every command is loaded when it is
// called, so that `--version` and `toggle` start quickly. Errors are one line on stderr: what, to what, what to do.

import { findPlaces, type Surroundings } from '../app/places.ts';
import { type AppError, errorReport, toAppError } from '../contract/app-error.ts';
import { errorFacts } from '../contract/error-table.ts';
import { controlAddress } from '../lib/control-socket.ts';
import { createLog, fileSink, type Log } from '../lib/log.ts';
import { redactText } from '../lib/redact.ts';
import { commandHelp, findCommand, helpText } from './command-table.ts';
import { flagOption, type ParsedArguments, parseArguments } from './parse-arguments.ts';
import type { Terminal } from './terminal.ts';

export interface CliContext {
  readonly parsed: ParsedArguments;
  readonly surroundings: Surroundings;
  readonly terminal: Terminal;
  readonly log: Log;
  readonly controlAddress: string;
}

export type Command = (context: CliContext) => Promise<number>;

const commands: Readonly<Record<string, () => Promise<Command>>> = {
  transcribe: async () => (await import('./transcribe.ts')).transcribe,
  record: async () => (await import('./record.ts')).record,
  serve: async () => (await import('./serve.ts')).serve,
  login: async () => (await import('./account.ts')).login,
  logout: async () => (await import('./account.ts')).logout,
  status: async () => (await import('./account.ts')).status,
  usage: async () => (await import('./account.ts')).usage,
  models: async () => (await import('./account.ts')).models,
  start: async () => (await import('./control.ts')).control,
  stop: async () => (await import('./control.ts')).control,
  toggle: async () => (await import('./control.ts')).control,
  cancel: async () => (await import('./control.ts')).control,
  'paste-last': async () => (await import('./control.ts')).control,
  show: async () => (await import('./control.ts')).control,
  history: async () => (await import('./history.ts')).history,
  retry: async () => (await import('./history.ts')).retry,
  doctor: async () => (await import('./doctor.ts')).doctor,
};

/** @param startApp what plain `sotto` does. */
export async function runCli(
  argv: readonly string[],
  surroundings: Surroundings,
  terminal: Terminal,
  startApp: () => Promise<number>,
): Promise<number> {
  let json = argv.includes('--json');
  try {
    const parsed = parseArguments(argv);
    json = flagOption(parsed, 'json');
    if (flagOption(parsed, 'version')) {
      terminal.print(surroundings.version);
      return 0;
    }
    if (flagOption(parsed, 'help')) {
      const facts = parsed.command === null ? undefined : findCommand(parsed.command);
      terminal.print(facts ? commandHelp(facts) : helpText(surroundings.version));
      return 0;
    }
    if (parsed.command === null) return await startApp();
    const load = commands[parsed.command];
    if (!load) throw new Error(`The command table names "${parsed.command}", but nothing runs it.`);
    const places = findPlaces(surroundings);
    const command = await load();
    return await command({
      parsed,
      surroundings,
      terminal,
      log: cliLog(places.logs, flagOption(parsed, 'verbose'), terminal),
      controlAddress: controlAddress(places.home, surroundings.platform),
    });
  } catch (thrown) {
    return fail(toAppError(thrown), json, argv.includes('--verbose'), terminal);
  }
}

function cliLog(folder: string, verbose: boolean, terminal: Terminal): Log {
  return verbose
    ? createLog((line) => terminal.note(line), 'debug', 'cli')
    : createLog(fileSink(folder), 'warn', 'cli');
}

function fail(error: AppError, json: boolean, verbose: boolean, terminal: Terminal): number {
  if (json) {
    const { code, message, hint } = errorReport(error);
    terminal.print(JSON.stringify({ error: { code, message: redactText(message), hint } }));
  } else {
    terminal.note(redactText(`sotto: ${error.message} ${error.hint}`));
  }
  // A fault of ours: whoever asked for details gets them, without secrets.
  if (verbose && error.cause instanceof Error) terminal.note(redactText(error.cause.stack ?? error.cause.message));
  return errorFacts(error.code).exit || 1;
}
