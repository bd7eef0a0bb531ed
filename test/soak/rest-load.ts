// Long test of the REST server: thousands of mixed requests, some given up on the way. Ends with 1 when one was answered
// wrongly or something stayed behind. node test/soak/rest-load.ts [--requests 10000] [--warm-up 2000] [--concurrency 64]
import { parseArgs } from 'node:util';
import { mixedLoad } from '../server/support/mixed-load.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '10000' },
    'warm-up': { type: 'string', default: '2000' },
    concurrency: { type: 'string', default: '64' },
  },
});
const mostGrowthMiB = 50;
const mebibytes = (bytes: number): number => Math.round((bytes / 1024 / 1024) * 10) / 10;

const looks: object[] = [];
const report = await mixedLoad({
  requests: Number(values.requests),
  concurrency: Number(values.concurrency),
  abortShare: 0.05,
  warmUp: Number(values['warm-up']),
  restMs: 7_000, // longer than connections are kept
  every: 2_000,
  onLook: (requests, { rss, heapTotal, heapUsed, external }) => {
    const [all, room, used, outside] = [rss, heapTotal, heapUsed, external].map(mebibytes);
    looks.push({ requests, rss: all, heapRoom: room, heapUsed: used, external: outside });
  },
});
const growthMiB = mebibytes(report.after.rss - report.before.rss);
console.table(report.outcomes);
console.table([report.fresh, report.before, report.after]);
console.table(looks);
for (const line of new Set(report.unexpected)) process.stdout.write(`unexpected: ${line}\n`);
process.stdout.write(
  `${Math.round(report.requestsPerSecond)} requests/s; memory ${growthMiB} MiB more (at most ${mostGrowthMiB}) after the first ${values['warm-up']} requests, ` +
    `in which code is compiled and pools are filled (${mebibytes(report.before.rss - report.fresh.rss)} MiB); ` +
    `${mebibytes(report.after.rss - report.fresh.rss)} MiB more in all; ` +
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
