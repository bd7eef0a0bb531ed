// A command that needs no desktop, run by the desktop program: the same code as the command line's entry.

import type { Surroundings } from '../app/places.ts';
import { runCli } from './run-cli.ts';
import { processTerminal } from './terminal.ts';

export async function runHeadless(words: readonly string[], surroundings: Surroundings): Promise<number> {
  const terminal = processTerminal(process);
  return await terminal.finish(await runCli(words, surroundings, terminal, async () => 0));
}
