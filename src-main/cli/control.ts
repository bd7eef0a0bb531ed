// start, stop, toggle, cancel, paste-last, show: sent to the running app.
import { AppError } from '../contract/app-error.ts';
import { askApp } from '../lib/control-socket.ts';
import type { Command } from './run-cli.ts';

export const control: Command = async ({ parsed, controlAddress, terminal }) => {
  const { command, positionals } = parsed;
  const [place] = positionals;
  if (command === 'show' && place !== undefined && !['history', 'settings', 'doctor'].includes(place)) {
    throw new AppError('usage', `There is no place "${place}".`, { hint: 'Places are history, settings and doctor.' });
  }
  const answer = await askApp(controlAddress, { command: command ?? '', input: place === undefined ? {} : { place } });
  if (typeof answer === 'string' && answer !== '') terminal.print(answer);
  return 0;
};
