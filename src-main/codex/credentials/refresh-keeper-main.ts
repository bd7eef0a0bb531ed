// Entry of the process that renews the login for another one, and lives on when that one is killed.
import { text } from 'node:stream/consumers';
import { keepRefresh } from './refresh-keeper.ts';

// The work is bounded in time by itself; being asked to go in the middle of it would lose the login.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
// Whoever asked may be gone; the answer is a courtesy then.
process.stdout.on('error', () => undefined);

const task = await text(process.stdin);
// Killed before it had asked: nothing to do.
if (task !== '') process.stdout.write(`${JSON.stringify(await keepRefresh(task))}\n`);
