// A command that needs no desktop, or is for the app that runs already, run by the desktop program: the same code as the
// command line's entry.

import { findPlaces, type Surroundings } from '../app/places.ts';
import { controlAddress, isAppThere } from '../lib/control-socket.ts';
import { runCli } from './run-cli.ts';
import { type ProcessTerminal, processTerminal } from './terminal.ts';

export async function runHeadless(
  words: readonly string[],
  surroundings: Surroundings,
  terminal: ProcessTerminal = processTerminal(process),
): Promise<number> {
  return await terminal.finish(await runCli(words, surroundings, terminal, async () => 0));
}

/**
 * A command for the running app, asked as the command line asks: whoever called hears how it ended. A second start only
 * hands it over. Null: no app can be asked, since none runs or the data folder takes no sockets.
 */
export async function askRunningApp(
  words: readonly string[],
  surroundings: Surroundings,
  terminal?: ProcessTerminal,
): Promise<number | null> {
  const { home } = findPlaces(surroundings);
  if (!(await isAppThere(controlAddress(home, surroundings.platform)))) return null;
  return await runHeadless(words, surroundings, terminal);
}
