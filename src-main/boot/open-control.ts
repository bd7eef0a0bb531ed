// The doors for the command line: the control socket, and a second start of the desktop program. Both run the same
// commands as the window.
import { app } from 'electron';
import { findPlaces, type Surroundings } from '../app/places.ts';
import { AppError } from '../contract/app-error.ts';
import { type CommandName, commandInputs, isCommandName } from '../contract/commands.ts';
import { controlAddress, serveControlIfPossible } from '../lib/control-socket.ts';
import type { Log } from '../lib/log.ts';
import { whenStartedAgain } from './started-again.ts';

/** The command line's own short names. */
const short: Readonly<Record<string, CommandName | 'paste-last'>> = {
  start: 'dictation.start',
  stop: 'dictation.stop',
  toggle: 'dictation.toggle',
  cancel: 'dictation.cancel',
  show: 'app.show',
};

export interface OpenControlOptions {
  readonly surroundings: Surroundings;
  readonly dispatch: (name: CommandName, input: unknown) => Promise<unknown>;
  readonly pasteLast: () => Promise<void>;
  readonly log: Log;
}

export async function openControl({
  surroundings,
  dispatch,
  pasteLast,
  log,
}: OpenControlOptions): Promise<AsyncDisposable> {
  const run = async (command: string, input: unknown): Promise<unknown> => {
    if (command === 'paste-last') return await pasteLast();
    const name = short[command] ?? command;
    if (!isCommandName(name)) throw new AppError('usage', `The running Sotto knows no command "${command}".`);
    const parsed = commandInputs[name].safeParse(input ?? {});
    if (!parsed.success) throw new AppError('usage', `"${command}" can\u2019t be run with this input.`);
    return await dispatch(name, parsed.data);
  };
  const again = whenStartedAgain(app, (command, input) => {
    run(command, input).catch((error: unknown) =>
      log.warn('a second start asked for what can\u2019t be done', { command, error }),
    );
  });
  const socket = await serveControlIfPossible(
    controlAddress(findPlaces(surroundings).home, surroundings.platform),
    ({ command, input }) => run(command, input),
    (error) => log.warn('the command line can\u2019t reach this app', { error }),
  );
  return {
    [Symbol.asyncDispose]: async () => {
      again[Symbol.dispose]();
      await socket[Symbol.asyncDispose]();
    },
  };
}
