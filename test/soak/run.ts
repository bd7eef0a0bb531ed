// `npm run soak`: the long tests one after the other, each in a process of its own, with a summary at the end.
// `node test/soak/run.ts refresh faults` runs those; what stands after `--` goes to each of them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const scripts = [
  'first-last-word',
  'crash-dictation',
  'crash-store',
  'faults',
  'long-take',
  'refresh',
  'rest-fuzz',
  'rest-load',
];

const words = process.argv.slice(2);
const split = words.indexOf('--');
const named = split < 0 ? words : words.slice(0, split);
const passed = split < 0 ? [] : words.slice(split + 1);
const unknown = named.filter((name) => !scripts.includes(name));
if (unknown.length > 0) {
  console.error(`There is no long test ${unknown.join(', ')}; there are ${scripts.join(', ')}.`);
  process.exit(2);
}

const summary: { readonly name: string; readonly ok: boolean; readonly seconds: number }[] = [];
for (const name of named.length > 0 ? named : scripts) {
  console.log(`\n\u2500\u2500 ${name}`);
  const startedAt = performance.now();
  const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...passed], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  summary.push({ name, ok: code === 0, seconds: (performance.now() - startedAt) / 1000 });
}
console.log('');
for (const { name, ok, seconds } of summary)
  console.log(`${name.padEnd(18)} ${ok ? 'ok' : 'FAILED'}  ${seconds.toFixed(0)} s`);
process.exitCode = summary.every(({ ok }) => ok) ? 0 : 1;
