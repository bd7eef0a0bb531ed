// A command that needs no desktop, run by the desktop program: the same code as the command line's entry.

import type { Surroundings } from '../app/places.ts';
import { runCli } from './run-cli.ts';
import { processTerminal } from './terminal.ts';

export async function runHeadless(words: readonly string[], surroundings: Surroundings): Promise<number> {
  return await runCli(words, surroundings, processTerminal(process), async () => 0);
}
