// A command that needs no desktop, run by the desktop program: the same code as the command line's entry.
import { runCli } from '../cli/run-cli.ts';
import { processTerminal } from '../cli/terminal.ts';
import type { Surroundings } from './places.ts';

export async function runHeadless(words: readonly string[], surroundings: Surroundings): Promise<number> {
  return await runCli(words, surroundings, processTerminal(process), async () => 0);
}
