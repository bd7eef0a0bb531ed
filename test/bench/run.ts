// `npm run bench`: every benchmark that there is, one readable table, test-results/bench.json. `node test/bench/run.ts
// dictation upload` runs those. Ends with 1 when a target was missed or a benchmark failed.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { type BenchResult, benchTable } from './bench-result.ts';
import { allowedOverheadMs, allowedRatio } from './upload.ts';

type Bench = () => Promise<readonly BenchResult[]>;

/** Loaded when they are run: some start processes as soon as they are imported. */
const benches: Readonly<Record<string, Bench>> = {
  dictation: async () => (await import('./dictation.ts')).run(),
  'flat-wait': async () => (await import('./flat-wait.ts')).run(),
  upload: runUploads,
  encoder: async () => (await import('./encoder.ts')).run(),
  'encoder-silence': async () => (await import('./encoder-silence.ts')).run(),
  rest: async () => (await import('./rest.ts')).run(),
  'start-and-rest': async () => (await import('./start-and-rest.ts')).run(),
  'package-size': async () => (await import('./package-size.ts')).run(),
  refresh: async () => (await import('./refresh.ts')).run(),
  history: async () => (await import('./history.ts')).run(),
  window: async () => (await import('./window.ts')).run(),
};

async function runUploads(): Promise<BenchResult[]> {
  const { measureUploads } = await import('./upload.ts');
  return (await measureUploads()).map(({ name, oursMs, bareMs, ratio }) => ({
    name: `upload ${name}`,
    value: oursMs,
    unit: 'ms',
    baseline: { name: 'bare undici', value: bareMs },
    ratio,
    target: Math.max(bareMs * allowedRatio, bareMs + allowedOverheadMs),
    ok: ratio <= allowedRatio || oursMs - bareMs <= allowedOverheadMs,
  }));
}

const named = process.argv.slice(2);
const unknown = named.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}

const machine = {
  processor: `${cpus().length} \u00d7 ${cpus()[0]?.model.trim() ?? 'unknown'}`,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${process.platform} ${release()} ${process.arch}`,
  node: process.versions.node,
  /** Other work on the machine makes every figure worse. */
  loadBefore: Number(loadavg()[0]?.toFixed(1)),
};
console.log(
  `${machine.processor}, ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}, load ${machine.loadBefore}`,
);

const results: (BenchResult & { readonly bench: string })[] = [];
const faults: { readonly bench: string; readonly message: string }[] = [];
for (const [bench, run] of Object.entries(benches)) {
  if (named.length > 0 && !named.includes(bench)) continue;
  const startedAt = performance.now();
  try {
    const figures = await run();
    results.push(...figures.map((figure) => ({ bench, ...figure })));
    console.log(`\n${bench} (${((performance.now() - startedAt) / 1000).toFixed(0)} s)\n${benchTable(figures)}`);
  } catch (error) {
    faults.push({ bench, message: String(error) });
    console.error(`\n${bench} failed: ${error instanceof Error ? error.stack : String(error)}`);
  }
}

const file = join(import.meta.dirname, '../../test-results/bench.json');
mkdirSync(join(file, '..'), { recursive: true });
writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), machine, results, faults }, null, 2)}\n`);
const missed = results.filter(({ ok }) => ok === false);
console.log(`\n${results.length} figures, ${missed.length} missed, ${faults.length} benchmarks failed: ${file}`);
process.exitCode = missed.length + faults.length > 0 ? 1 : 0;
