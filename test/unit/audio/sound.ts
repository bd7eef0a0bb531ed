// Test support: a private sound server with a microphone to speak into, folders of stand-in recorder programs, and a
// recorder over them.
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recorderDefinitionsDir } from '../../../src-main/audio/recorder/definitions-dir.ts';
import { type CreateRecorderOptions, createRecorder } from '../../../src-main/audio/recorder/recorder.ts';
import type { Recorder, Recording } from '../../../src-main/audio/shapes.ts';
import { silentLog } from '../../../src-main/lib/log.ts';
import type { OwnedProcess } from '../../desktop/owned-process.ts';
import { soundVariables, startSoundServer } from '../../desktop/sound-server.ts';

export interface Sound extends AsyncDisposable {
  readonly env: NodeJS.ProcessEnv;
  readonly dir: string;
  readonly server: OwnedProcess;
  /** After the server was killed: the same one again. */
  restart(): Promise<void>;
}

export async function startSound(): Promise<Sound> {
  const dir = await mkdtemp(join(tmpdir(), 'sotto-sound-'));
  const env = { ...process.env, HOME: dir, XDG_RUNTIME_DIR: dir, ...soundVariables(dir) };
  let server = await startSoundServer(dir, env, join(dir, 'log'));
  return {
    env,
    dir,
    get server() {
      return server;
    },
    restart: async () => {
      server = await startSoundServer(dir, env, join(dir, 'log'));
    },
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    },
  };
}

export interface ProgramFolder extends AsyncDisposable {
  readonly path: string;
}

/** A folder for the PATH with shell scripts by name; each begins with `#!/bin/sh`. */
export async function programFolder(scripts: Readonly<Record<string, string>>): Promise<ProgramFolder> {
  const dir = await mkdtemp(join(tmpdir(), 'sotto-programs-'));
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(join(dir, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(dir, name), 0o755);
  }
  return { path: dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) };
}

/** A folder with links to these real programs only, so that no other is found. */
export async function linksTo(programs: Readonly<Record<string, string>>): Promise<ProgramFolder> {
  const dir = await mkdtemp(join(tmpdir(), 'sotto-programs-'));
  await mkdir(dir, { recursive: true });
  for (const [name, target] of Object.entries(programs)) await symlink(target, join(dir, name));
  return { path: dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) };
}

export function recorderWith(options: Partial<CreateRecorderOptions> & Pick<CreateRecorderOptions, 'env'>): Recorder {
  return createRecorder({
    choice: () => 'auto',
    definitionsDir: recorderDefinitionsDir,
    platform: 'linux',
    now: () => performance.now(),
    log: silentLog,
    ...options,
  });
}

/** Everything that a recording delivers until it ends. */
export async function everything(recording: Recording): Promise<{ pcm: Buffer; blocks: Buffer[] }> {
  const blocks: Buffer[] = [];
  for await (const block of recording.blocks) blocks.push(block);
  return { pcm: Buffer.concat(blocks), blocks };
}
