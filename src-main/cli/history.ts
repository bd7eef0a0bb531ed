// sotto history, sotto retry: the takes on a terminal, whether the app runs or not.

import { retryTake } from '../app/history.ts';
import { findPlaces } from '../app/places.ts';
import { createTranscriber } from '../app/transcriber.ts';
import { joinTranscripts } from '../audio/join-transcripts.ts';
import { createListening } from '../audio/listener.ts';
import { AppError, toAppError } from '../contract/app-error.ts';
import type { Take } from '../contract/take.ts';
import { openTakeStore } from '../takes/take-store.ts';
import { openCodexFor } from './codex-flags.ts';
import { flagOption, numberOption } from './parse-arguments.ts';
import { readSettingsFile } from './read-settings-file.ts';
import type { Command } from './run-cli.ts';

export const history: Command = async ({ parsed, surroundings, terminal, log }) => {
  await using store = openTakeStore({ folder: findPlaces(surroundings).home, now: Date.now, log });
  const json = flagOption(parsed, 'json');
  if (flagOption(parsed, 'timings')) {
    const stages = store.timings(100);
    if (json) terminal.print(JSON.stringify(stages));
    else
      for (const stage of stages)
        terminal.print(
          `${stage.stage.padEnd(26)} p50 ${Math.round(stage.p50)} ms  p95 ${Math.round(stage.p95)} ms  (${stage.count})`,
        );
    return 0;
  }
  const query = parsed.positionals.join(' ');
  const { takes } = store.list({
    ...(query ? { query } : {}),
    filter: flagOption(parsed, 'failed') ? 'failed' : 'all',
    limit: numberOption(parsed, 'limit', 1, 500) ?? 20,
  });
  if (json) terminal.print(JSON.stringify(takes));
  else for (const take of takes) terminal.print(line(take));
  return 0;
};

export const retry: Command = async ({ parsed, surroundings, terminal, log }) => {
  const places = findPlaces(surroundings);
  const settings = readSettingsFile(places.home);
  await using codex = openCodexFor({ surroundings, parsed, log });
  await using store = openTakeStore({ folder: places.home, now: Date.now, log });
  const id = parsed.positionals[0] ?? '';
  if (!store.get(id)) throw new AppError('take_not_found', `There is no take ${id}.`);
  // The app may be sending it, or still recording it.
  if (!store.claim(id)) throw new AppError('busy', 'This take is being worked on already.');
  const take = await retryTake(
    {
      takes: store,
      listening: createListening({ log }),
      transcriber: createTranscriber(() => codex.client),
      join: joinTranscripts,
      clock: { now: () => performance.now(), unix: () => Date.now() },
    },
    id,
    { ...settings.dictation, practice: false },
    terminal.interrupted,
  ).catch((thrown: unknown) => {
    if (terminal.interrupted.aborted) store.release(id);
    else store.failed(id, toAppError(thrown));
    throw thrown;
  });
  if (take.error) throw new AppError(take.error.code, take.error.message, { hint: take.error.hint });
  if (take.state === 'empty') throw new AppError('audio_silent', 'Nothing was heard in this take.');
  terminal.print(flagOption(parsed, 'json') ? JSON.stringify(take) : take.text);
  return 0;
};

function line(take: Take): string {
  const when = new Date(take.createdAt).toLocaleString();
  const length = `${Math.floor(take.durationMs / 60_000)}:${String(Math.floor(take.durationMs / 1000) % 60).padStart(2, '0')}`;
  const text = take.text.replace(/\s+/g, ' ') || (take.error?.message ?? take.state);
  return `${take.id}  ${when}  ${length.padStart(5)}  ${take.state.padEnd(12)} ${text.length > 100 ? `${text.slice(0, 99)}\u2026` : text}`;
}
