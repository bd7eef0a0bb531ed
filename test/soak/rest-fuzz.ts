// Long test of the REST server: bodies that are almost right. Ends with 1 when one was answered with a fault, or not at all.
// node test/soak/rest-fuzz.ts [--bodies 20000] [--seed 1]
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fuzzRun, quickPorts } from '../server/support/fuzz-run.ts';
import { serverWithStandin } from '../server/support/server-with-standin.ts';

const { values } = parseArgs({
  options: {
    bodies: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
  },
});
await using s = await serverWithStandin({ ports: quickPorts });
const { statuses, problems } = await fuzzRun(s.url, Number(values.bodies), Number(values.seed));
console.table(statuses);
for (const problem of problems.slice(0, 50)) process.stdout.write(`${problem}\n`);
const count = (): number => s.leftovers().length + s.server.load.atWork + s.server.load.waiting;
// The last answers are on their way before their requests are closed.
for (let tries = 0; tries < 50 && count() > 0; tries += 1) await delay(100);
const left = count();
if (left > 0) process.stdout.write(`${JSON.stringify({ ...s.server.load, uploads: s.leftovers() })}\n`);
process.stdout.write(`seed ${values.seed}: ${problems.length} problems, ${left} left behind\n`);
process.exitCode = problems.length > 0 || left > 0 ? 1 : 0;
