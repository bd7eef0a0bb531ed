// node test/soak/faults.ts [ROUNDS] [SEED]: 500 dictations against a service that fails at random.
import { runFaults } from '../rig/faults.ts';

const rounds = Number(process.argv[2] ?? 500);
const seed = Number(process.argv[3] ?? 20261121);
const report = await runFaults(rounds, seed);
console.log(
  `${report.rounds} dictations (seed ${seed}): ${report.doneAtOnce} done at once, ${report.failedFirst} failed with sound and reason, ${report.doneAfterRetry} of them done after one retry.`,
);
console.log(
  Object.entries(report.codes)
    .map(([code, count]) => `  ${code.padEnd(22)} ${count}`)
    .join('\n'),
);
for (const sentence of report.broken) console.log(`BROKEN ${sentence}`);
process.exitCode = report.broken.length === 0 ? 0 : 1;
