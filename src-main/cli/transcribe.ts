// sotto transcribe FILE…: several files with bounded concurrency, texts in the order of the arguments, progress on a
// terminal. `-` reads standard input.
import { constants, createReadStream, createWriteStream, openSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { findPlaces } from '../app/places.ts';
import { type FilePorts, transcribeFile, transcribeFileIntoHistory } from '../app/transcribe-file.ts';
import { openAudioFiles } from '../audio/files/audio-files.ts';
import { joinTranscripts } from '../audio/join-transcripts.ts';
import { createListening } from '../audio/listener.ts';
import { AppError, toAppError } from '../contract/app-error.ts';
import { errorFacts } from '../contract/error-table.ts';
import { redactText } from '../lib/redact.ts';
import { openTakeStore } from '../takes/take-store.ts';
import { openCodexFor } from './codex-flags.ts';
import { flagOption, numberOption, textOption } from './parse-arguments.ts';
import type { CliContext, Command } from './run-cli.ts';

interface Result {
  readonly file: string;
  readonly text?: string;
  readonly durationMs?: number;
  readonly error?: AppError;
}

export const transcribe: Command = async (context) => {
  const { parsed, surroundings, terminal, log } = context;
  const files = parsed.positionals;
  if (files.filter((file) => file === '-').length > 1)
    throw new AppError('usage', 'Standard input can only be read once.');
  const json = flagOption(parsed, 'json');
  await using stack = new AsyncDisposableStack();
  const codex = stack.use(openCodexFor({ surroundings, parsed, log }));
  const ports: FilePorts = {
    listening: createListening({ log }),
    join: joinTranscripts,
    clock: { now: () => performance.now(), unix: () => Date.now() },
    client: () => codex.client,
    files: openAudioFiles({ env: surroundings.env, platform: surroundings.platform }),
  };
  const store = flagOption(parsed, 'store')
    ? stack.use(openTakeStore({ folder: findPlaces(surroundings).home, now: Date.now, log }))
    : null;
  const shares = new Map<string, number>();
  const show = (file: string, share: number): void => {
    shares.set(file, share);
    const done = [...shares.values()].reduce((sum, part) => sum + part, 0) / files.length;
    terminal.progress(
      files.length === 1
        ? `${basename(file)}: ${share < 1 ? `sending ${Math.round(share * 100)} %` : 'waiting'}`
        : `${Math.round(done * 100)} % of ${files.length} files`,
    );
  };
  const results = await inOrder(
    files,
    numberOption(parsed, 'concurrency', 1, 32) ?? 4,
    async (file): Promise<Result> => {
      try {
        const path = await pathOf(file, context, stack);
        const options = {
          language: textOption(parsed, 'language'),
          prompt: textOption(parsed, 'prompt'),
          contentType: textOption(parsed, 'content-type'),
          fileName: textOption(parsed, 'filename') ?? (file === '-' ? 'audio' : undefined),
          signal: terminal.interrupted,
        };
        if (!store)
          return {
            file,
            ...(await transcribeFile(ports, path, { ...options, onProgress: (share) => show(file, share) })),
          };
        const take = await transcribeFileIntoHistory({ ...ports, takes: store }, path, {
          ...options,
          source: 'cli',
          practice: false,
          progress: (_state, share) => show(file, share),
        });
        return { file, text: take.text, durationMs: take.durationMs };
      } catch (thrown) {
        return { file, error: toAppError(thrown) };
      }
    },
  );
  terminal.progress('');
  const [only] = results;
  if (results.length === 1 && only?.error) throw only.error;
  for (const { file, text = '', durationMs, error } of results) {
    if (json) {
      const name = results.length > 1 ? { file } : {};
      const length = durationMs === undefined ? {} : { duration: Math.round(durationMs) / 1000 };
      terminal.print(
        JSON.stringify(
          error
            ? { ...name, error: { code: error.code, message: redactText(error.message), hint: error.hint } }
            : { ...name, text, ...length },
        ),
      );
    } else if (error) terminal.note(redactText(`sotto: ${file}: ${error.message} ${error.hint}`));
    else terminal.print(results.length > 1 ? `${file}: ${text}` : text);
  }
  const failed = results.find(({ error }) => error)?.error;
  return failed ? errorFacts(failed.code).exit || 1 : 0;
};

/** Pipes, named ones and `<(…)` too, can be read once only and tell no length: they become files first. */
async function pathOf(file: string, { terminal }: CliContext, stack: AsyncDisposableStack): Promise<string> {
  if (file === '-') return await spooled(terminal.stdin, 'stdin', terminal.interrupted, stack);
  const facts = await stat(file).catch(() => undefined); // whoever reads it says what is wrong
  if (facts === undefined || facts.isFile() || facts.isDirectory()) return file;
  const source = facts.isFIFO() ? openPipe(file) : createReadStream(file);
  return await spooled(source, basename(file), terminal.interrupted, stack);
}

/** Opened in the usual way, a pipe that nobody writes to blocks a thread, and with it the end of the process. */
function openPipe(file: string): Readable {
  return new Socket({ fd: openSync(file, constants.O_RDONLY | constants.O_NONBLOCK), readable: true, writable: false });
}

/** A file of its own, 0600 in a folder 0700, gone at the end. */
async function spooled(
  source: Readable,
  name: string,
  signal: AbortSignal,
  stack: AsyncDisposableStack,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-stdin-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  await pipeline(source, createWriteStream(path, { mode: 0o600 }), { signal });
  return path;
}

async function inOrder<T, R>(items: readonly T[], atOnce: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
