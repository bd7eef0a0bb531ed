// Runs before each test file (vitest `setupFiles`): programs that a test starts, what they print, errors that are made and
// temporary files that are removed again are searched for secrets while they are there to be seen.
import childProcess, { type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { sep } from 'node:path';
import type { Readable } from 'node:stream';
import { afterEach, expect } from 'vitest';
import { filesWithSecrets } from './search-files.ts';
import { book, reportLeak, takeFindings, watched } from './watch.ts';

const where = (): string => expect.getState().testPath?.split(`${sep}test${sep}`).at(-1) ?? 'a test';

if (book !== undefined) {
  watchPrograms();
  watchWaitedPrograms();
  watchErrors();
  watchRemovals(book);
  afterEach(() => {
    const findings = takeFindings();
    if (findings.length > 0) throw new Error(`A secret stands in: ${findings.join('; ')}`);
  });
}

function watchPrograms(): void {
  // Every way to start a program ends in this method; @types/node doesn't know it.
  const { prototype } = childProcess.ChildProcess as unknown as {
    prototype: { spawn(this: ChildProcess, options: { args?: readonly string[] }): unknown };
  };
  const { spawn } = prototype;
  prototype.spawn = function (options) {
    const name = String(options.args?.slice(0, 2).join(' '));
    for (const word of options.args ?? []) watched(`${where()}: the arguments of a program`, word);
    const result = spawn.call(this, options);
    for (const stream of [this.stdout, this.stderr])
      if (stream) watchStream(stream, `${where()}: the output of ${name}`);
    return result;
  };
}

/** Looks at what is pushed into the stream: listening to it would change how it flows. */
function watchStream(stream: Readable, place: string): void {
  const push = stream.push.bind(stream);
  let before = '';
  stream.push = (chunk, encoding) => {
    if (chunk !== null && chunk !== undefined) {
      const text = before + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('latin1'));
      watched(place, text);
      before = /[\w-]{0,200}$/.exec(text)?.[0] ?? ''; // a secret may be cut in two
    }
    return push(chunk, encoding);
  };
}

/** The waiting ways to start one are functions of their own. */
function watchWaitedPrograms(): void {
  const { spawnSync, execFileSync } = childProcess;
  const watching =
    <Run extends (...all: never[]) => unknown>(run: Run) =>
    (...all: Parameters<Run>): unknown => {
      const [program, args] = all as readonly unknown[];
      for (const word of Array.isArray(args) ? args : [])
        watched(`${where()}: the arguments of a program`, String(word));
      const result = run(...all);
      const output = typeof result === 'object' && result !== null && 'output' in result ? result.output : [result];
      for (const text of Array.isArray(output) ? output : [])
        watched(`${where()}: the output of ${String(program)}`, text instanceof Uint8Array ? String(text) : `${text}`);
      return result;
    };
  Object.assign(childProcess, { spawnSync: watching(spawnSync), execFileSync: watching(execFileSync) });
  syncBuiltinESMExports();
}

function watchErrors(): void {
  function construct(target: typeof Error, args: unknown[], newTarget: typeof Error): Error {
    const error = Reflect.construct(target, args, newTarget);
    watched(`${where()}: the message of ${newTarget.name}`, error.message);
    Error.captureStackTrace(error, construct); // the place where it was made, not this one
    return error;
  }
  const Watching = new Proxy(Error, { construct });
  Error.prototype.constructor = Watching; // so that `error.constructor === Error` goes on being true
  globalThis.Error = Watching;
}

function watchRemovals(secrets: NonNullable<typeof book>): void {
  const temporary = tmpdir() + sep;
  const look = (path: unknown): void => {
    if (typeof path !== 'string' || !path.startsWith(temporary)) return;
    for (const file of filesWithSecrets(path, secrets)) reportLeak(`${where()}: the temporary file ${file}`);
  };
  const { rmSync, unlinkSync } = fs;
  const { rm, unlink } = fs.promises;
  fs.rmSync = (path, options) => {
    look(path);
    rmSync(path, options);
  };
  fs.unlinkSync = (path) => {
    look(path);
    unlinkSync(path);
  };
  fs.promises.rm = async (path, options) => {
    look(path);
    await rm(path, options);
  };
  fs.promises.unlink = async (path) => {
    look(path);
    await unlink(path);
  };
  syncBuiltinESMExports();
}
