// Long test of the REST server: thousands of mixed requests, some given up on the way. Ends with 1 when one was answered
// wrongly or something stayed behind. node test/soak/rest-load.ts [--requests 10000] [--concurrency 64]
import { parseArgs } from 'node:util';
import { mixedLoad } from '../server/support/mixed-load.ts';

const { values } = parseArgs({
  options: { requests: { type: 'string', default: '10000' }, concurrency: { type: 'string', default: '64' } },
});
const mostGrowthMiB = 50;

const report = await mixedLoad({
  requests: Number(values.requests),
  concurrency: Number(values.concurrency),
  abortShare: 0.05,
  warmUp: 5_000, // the allocator's pools are full after about so many
  restMs: 7_000, // longer than connections are kept
});
const growthMiB = (report.after.rss - report.before.rss) / 1024 / 1024;
console.table(report.outcomes);
console.table([report.before, report.after]);
for (const line of new Set(report.unexpected)) process.stdout.write(`unexpected: ${line}\n`);
process.stdout.write(
  `${Math.round(report.requestsPerSecond)} requests/s; memory ${growthMiB.toFixed(1)} MiB more (at most ${mostGrowthMiB}); ` +
    `left: ${report.after.atWork} at work, ${report.after.waiting} waiting, ${report.after.uploads} uploads, ${report.after.sockets} connections\n`,
);
/** To the service: kept for the next request. */
const keptConnections = 20;
const leaks =
  report.after.atWork +
  report.after.waiting +
  report.after.uploads +
  Math.max(0, report.after.sockets - keptConnections);
process.exitCode = report.unexpected.length > 0 || leaks > 0 || growthMiB > mostGrowthMiB ? 1 : 0;
