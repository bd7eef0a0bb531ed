// `npm test`: everything that a release needs, in order, each step with its time, and one line of counts at the end.
// `npm test -- unit e2e` runs only the steps that are named.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { electronKind } from './electron-kind.ts';

const root = join(import.meta.dirname, '..');
const results = join(root, 'test-results');
const only = process.argv.slice(2);
const bin = (name: string): string => join(root, 'node_modules', '.bin', name);

interface Step {
  readonly name: string;
  readonly run: readonly (readonly string[])[];
  readonly report?: { readonly file: string; readonly read: (text: string) => Counts };
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const playwright = (project: string): Step => ({
  name: project,
  run: [[bin('playwright'), 'test', `--project=${project}`]],
  report: { file: join(results, `${project}.json`), read: readPlaywright },
});

const steps: readonly Step[] = [
  { name: 'packages', run: [[process.execPath, 'test/desktop/ensure-packages.ts']] },
  { name: 'build', run: [[bin('vite'), 'build', '--app', '--logLevel', 'warn']] },
  {
    name: 'check',
    run: [
      [bin('biome'), 'check', '.'],
      [bin('tsc'), '-p', 'tsconfig.json'],
      [bin('tsc'), '-p', 'tsconfig.renderer.json'],
      [bin('tsc'), '-p', 'tsconfig.ui.json'],
      [process.execPath, 'test/host/surface/check.ts'],
    ],
  },
  {
    name: 'unit',
    run: [
      [
        bin('vitest'),
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${join(results, 'unit.json')}`,
      ],
    ],
    report: { file: join(results, 'unit.json'), read: readVitest },
  },
  playwright('ui'),
  playwright('e2e'),
];

function readVitest(text: string): Counts {
  const report = JSON.parse(text) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numTodoTests: number;
  }; // vitest's own format
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function readPlaywright(text: string): Counts {
  const { stats } = JSON.parse(text) as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  }; // playwright's own format
  // Passed at the second try only: said aloud, since each is a fault of the product or of its test.
  if (stats.flaky > 0) console.log(`FLAKY: ${stats.flaky} passed only when tried again; see "flaky" above.`);
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped };
}

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
console.log(`Node ${process.versions.node}; the end-to-end specs run on ${electronKind(root)}.`);
const startedAt = performance.now();
const total = { passed: 0, failed: 0, skipped: 0 };
const failedSteps: string[] = [];

for (const step of steps) {
  if (only.length > 0 && !only.includes(step.name)) continue;
  const from = performance.now();
  console.log(`\n\u2500\u2500 ${step.name}`);
  let ok = true;
  for (const [program, ...args] of step.run) ok = (await run(program ?? '', args, step)) && ok;
  const counts = step.report && read(step.report);
  if (counts) {
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
  }
  if (!ok) failedSteps.push(step.name);
  console.log(
    `\u2500\u2500 ${step.name}: ${ok ? 'ok' : 'FAILED'} in ${((performance.now() - from) / 1000).toFixed(1)} s`,
  );
  if (!ok && step.name === 'build') break; // nothing after it could run
}

console.log(
  `\n${failedSteps.length === 0 ? 'All steps passed' : `Failed: ${failedSteps.join(', ')}`} in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`,
);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = failedSteps.length === 0 && total.failed === 0 ? 0 : 1;

async function run(program: string, args: readonly string[], step: Step): Promise<boolean> {
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: step.report?.file ?? '' };
  const child = spawn(program, args, { cwd: root, stdio: 'inherit', env });
  const [code] = await once(child, 'exit');
  return code === 0;
}

function read(report: NonNullable<Step['report']>): Counts {
  try {
    return report.read(readFileSync(report.file, 'utf8'));
  } catch (error) {
    console.error(`No result was written to ${report.file}: ${String(error)}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
