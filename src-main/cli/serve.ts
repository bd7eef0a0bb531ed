// sotto serve: the REST server without the app, until Ctrl+C. The same server, the same files, no dictation to control.
import { findPlaces } from '../app/places.ts';
import { fileTranscription, storedFileTranscription } from '../app/server-transcription.ts';
import { openAudioFiles } from '../audio/files/audio-files.ts';
import { joinTranscripts } from '../audio/join-transcripts.ts';
import { createListening } from '../audio/listener.ts';
import { AppError } from '../contract/app-error.ts';
import { isOrigin } from '../contract/settings.ts';
import { createServer, type Listening } from '../server/create-server.ts';
import { defaultLimits, type ServerKey, type ServerLimits } from '../server/server-options.ts';
import { openTakeStore } from '../takes/take-store.ts';
import { codexFlags, openCodexFor } from './codex-flags.ts';
import { flagOption, numberOption, type ParsedArguments, textOption } from './parse-arguments.ts';
import { openSettingsReader } from './read-settings-file.ts';
import type { Command } from './run-cli.ts';

export const serve: Command = async ({ parsed, surroundings, terminal, log }) => {
  const places = findPlaces(surroundings);
  const settings = openSettingsReader(places.home);
  const key = keyOf(parsed, surroundings.env.SOTTO_SERVER_KEY, places.serverFile);
  const origins = originsOf(parsed);
  await using stack = new AsyncDisposableStack();
  const codex = stack.use(openCodexFor({ surroundings, parsed, log }));
  const takes = stack.use(openTakeStore({ folder: places.home, now: Date.now, log }));
  const files = {
    takes,
    practice: false,
    client: () => codex.client,
    listening: createListening({ log }),
    join: joinTranscripts,
    clock: { now: () => performance.now(), unix: () => Date.now() },
    files: openAudioFiles({ env: surroundings.env, platform: surroundings.platform }),
  };
  const server = stack.use(
    createServer({
      version: surroundings.version,
      ports: {
        transcription: fileTranscription(() => files),
        storedTranscription: storedFileTranscription(() => files),
        answers: codex.client,
        models: codex.client,
        history: takes,
      },
      key,
      log,
      host: textOption(parsed, 'host'),
      port: whole(parsed, 'port', 0, 65_535),
      allowNetwork: flagOption(parsed, 'allow-network'),
      origins: () => origins,
      storeTakes: () => settings().server.storeTakes,
      concurrency: whole(parsed, 'concurrency', 1, 256),
      maxUploadBytes: megabytes(whole(parsed, 'max-upload-mb', 1, 2_000)),
      limits: budgets(codexFlags(parsed).requestTimeoutMs),
    }),
  );
  const listening = await server.start();
  terminal.print(`Listening on ${listening.address}`);
  const note = keyNote(key, listening, server.key, terminal.interactive);
  if (note !== '') terminal.note(note);
  await ended(terminal.interrupted);
  return 0;
};

/** Flags over the environment; without either, the key of server.json. */
function keyOf(parsed: ParsedArguments, fromEnvironment: string | undefined, serverFile: string): ServerKey {
  const given = textOption(parsed, 'api-key');
  if (flagOption(parsed, 'no-api-key')) {
    if (given === undefined) return { kind: 'none' };
    throw new AppError('usage', '--api-key and --no-api-key exclude each other.');
  }
  if (given !== undefined) return { kind: 'given', key: given };
  if (fromEnvironment !== undefined && fromEnvironment !== '') return { kind: 'given', key: fromEnvironment };
  return { kind: 'file', path: serverFile };
}

/** A made key is shown to a person who sees it appear, and to no log; a given one never. */
function keyNote(key: ServerKey, { madeKey }: Listening, made: string | undefined, interactive: boolean): string {
  if (key.kind === 'none') return 'No key is asked for: every program on this machine may call.';
  if (key.kind === 'given') return '';
  return madeKey && interactive
    ? `The key, shown this once: ${made}\nIt is kept in ${key.path}.`
    : `The key is in ${key.path}.`;
}

function originsOf(parsed: ParsedArguments): readonly string[] {
  const given = parsed.options['allow-origin'];
  const origins = Array.isArray(given) ? given.map(String) : [];
  for (const origin of origins) {
    if (!isOrigin(origin)) {
      throw new AppError('usage', `"${origin}" is no origin.`, {
        hint: 'Name scheme and host, such as app://obsidian.md or http://localhost:3000, without a path and without *.',
      });
    }
  }
  return origins;
}

function whole(parsed: ParsedArguments, name: string, least: number, most: number): number | undefined {
  const value = numberOption(parsed, name, least, most);
  if (value !== undefined && !Number.isInteger(value)) throw new AppError('usage', `--${name} needs a whole number.`);
  return value;
}

/** A request is tried twice at most: who allows it more time than we do gets that twice, and something to spare. */
function budgets(requestTimeoutMs: number | undefined): Partial<ServerLimits> {
  if (requestTimeoutMs === undefined) return {};
  const { transcriptionBudgetMs, answerBudgetMs } = defaultLimits;
  const needed = requestTimeoutMs * 2 + 5_000;
  return {
    transcriptionBudgetMs: Math.max(transcriptionBudgetMs, needed),
    answerBudgetMs: Math.max(answerBudgetMs, needed),
  };
}

const megabytes = (count: number | undefined): number | undefined =>
  count === undefined ? undefined : count * 1024 * 1024;

async function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
