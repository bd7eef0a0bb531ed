#!/usr/bin/env node
// Entry of the command line on plain Node: the same commands without a desktop. The only place here that reads the
// process's environment and arguments.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Surroundings } from './app/places.ts';
import { runCli } from './cli/run-cli.ts';
import { processTerminal } from './cli/terminal.ts';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`sotto: Node ${process.versions.node} is too old. Install Node 22.19 or newer.\n`);
  process.exit(2);
}

const bundle = import.meta.dirname;
const { version } = JSON.parse(readFileSync(join(dirname(bundle), 'package.json'), 'utf8')) as { version: string }; // ours
const surroundings: Surroundings = {
  env: process.env,
  platform: process.platform,
  arch: process.arch,
  version,
  bundle,
  loginKeeper: [process.execPath, join(bundle, 'refresh-keeper.js')],
};
const terminal = processTerminal(process);

// Idle connections must not keep a finished command alive.
process.exit(await terminal.finish(await runCli(process.argv.slice(2), surroundings, terminal, startApp)));

/** Plain `sotto` from a checkout: the app through `npm start`'s launcher, which knows which Electron is there. */
async function startApp(): Promise<number> {
  const child = spawn(process.execPath, [join(dirname(bundle), 'test', 'start.ts')], { stdio: 'inherit' });
  return await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}
