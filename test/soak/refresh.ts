// Long test of the login's refresh; prints a table and ends with 1 if a promise was broken.
// node test/soak/refresh.ts [--rounds 200] [--seconds 60] [--only processes|app|official|SERIES]; needs a build; the app has a fifth of the rounds.
import { parseArgs } from 'node:util';
import { startStandin } from '../standin/standin.ts';
import { appRefreshRound, startHeadlessApp } from './refresh-app.ts';
import { besideOfficial } from './refresh-beside-official.ts';
import { builtKeeperCommand, type RefreshWorker, startRefreshWorker } from './refresh-processes.ts';
import { type RoundResult, refreshRound } from './refresh-rounds.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '60' },
    only: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const calls = 20;
const isWanted = (part: string): boolean => values.only === undefined || values.only === part;

interface Series {
  readonly name: string;
  readonly withKeeper: boolean;
  /** Longest time until one of the two processes is killed; absent: none is. */
  readonly killWithinMs?: number;
  readonly bothDie?: boolean;
  /** A login that is lost for good breaks a promise. */
  readonly mayLose: boolean;
}

const allSeries: readonly Series[] = [
  { name: 'in the process', withKeeper: false, mayLose: false },
  { name: 'with a keeper', withKeeper: true, mayLose: false },
  { name: 'with a keeper, one killed', withKeeper: true, killWithinMs: 500, mayLose: false },
  { name: 'with a keeper, both killed', withKeeper: true, killWithinMs: 500, bothDie: true, mayLose: false },
  { name: 'in the process, one killed', withKeeper: false, killWithinMs: 80, mayLose: true },
];

let broken = false;
const table: Record<string, string | number>[] = [];
await using standin = await startStandin({ tokenLatencyMs: 20 });
for (const series of allSeries.filter(({ name }) => isWanted('processes') || values.only === name)) {
  const startedAt = performance.now();
  const results = await runSeries(series);
  const lost = results.filter(({ accepted }) => !accepted).length;
  const failures = results.flatMap((result) => result.failures);
  const spentTwice = results.filter(({ spent }) => spent > 1).length;
  const onlyOne = results.filter(({ spent }) => spent === 1).length;
  if (spentTwice > 0 || (!series.mayLose && (lost > 0 || failures.length > 0))) broken = true;
  table.push({
    series: series.name,
    rounds: results.length,
    'spent exactly one': onlyOne,
    'spent more': spentTwice,
    kills: results.reduce((sum, { killed }) => sum + killed, 0),
    'failed calls': failures.length,
    'logins lost': lost,
    'ms a round': Math.round((performance.now() - startedAt) / results.length),
  });
  for (const failure of new Set(failures)) process.stdout.write(`${series.name}: ${failure}\n`);
  process.stdout.write(`${JSON.stringify(table.at(-1))}\n`); // it takes long: what is known is said
}
if (table.length > 0) console.table(table);

if (isWanted('app')) {
  const app = await runAppSeries(Math.ceil(rounds / 5));
  console.table([app]);
  if (app['logins lost'] > 0 || app['spent more'] > 0) broken = true;
}

if (isWanted('official')) {
  const beside = await besideOfficial(standin, Number(values.seconds) * 1000);
  console.table([{ ...beside, failures: beside.failures.length, leftovers: beside.leftovers.length }]);
  for (const failure of new Set(beside.failures)) process.stdout.write(`beside the official program: ${failure}\n`);
  if (beside.dead > 0 || beside.failures.length > 0 || !beside.newestKept || !beside.accepted) broken = true;
  if (beside.leftovers.length > 0) broken = true;
}
process.exitCode = broken ? 1 : 0;

/** The desktop program itself, killed at any moment between the question and, measured once, half as much again as its answer's time. */
async function runAppSeries(count: number) {
  let usualMs: number;
  {
    await using app = await startHeadlessApp(standin);
    usualMs = (await appRefreshRound(standin, app, undefined)).tookMs;
  }
  const results = [];
  for (let round = 0; round < count; round += 1) {
    await using app = await startHeadlessApp(standin);
    results.push(await appRefreshRound(standin, app, Math.random() * 1.5 * usualMs));
  }
  return {
    series: 'the app, killed',
    rounds: results.length,
    'killed before the answer': results.filter(({ killedBefore }) => killedBefore).length,
    'spent exactly one': results.filter(({ spent }) => spent === 1).length,
    'spent more': results.filter(({ spent }) => spent > 1).length,
    'refused by the service': results.reduce((sum, { refused }) => sum + refused, 0),
    'logins lost': results.filter(({ accepted }) => !accepted).length,
    'usual ms': Math.round(usualMs),
  };
}

async function runSeries(series: Series): Promise<RoundResult[]> {
  const results: RoundResult[] = [];
  let workers: RefreshWorker[] = [];
  try {
    // Rounds that may lose a login only show how often; each takes seconds to find out.
    const wanted = series.mayLose ? Math.ceil(rounds / 5) : rounds;
    for (let round = 0; round < wanted; round += 1) {
      while (workers.length < 2) workers.push(await startRefreshWorker());
      const { killWithinMs, bothDie, withKeeper } = series;
      const killAfterMs =
        killWithinMs === undefined ? [] : Array.from({ length: bothDie ? 2 : 1 }, () => Math.random() * killWithinMs);
      results.push(
        await refreshRound(standin, workers, { calls, keeper: withKeeper ? builtKeeperCommand : null, killAfterMs }),
      );
      workers = workers.slice(killAfterMs.length);
    }
  } finally {
    for (const worker of workers) await worker.kill();
  }
  return results;
}
