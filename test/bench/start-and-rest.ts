// From the start of the app to the moment at which its key works, and what it costs while nobody uses it: no window, a tray,
// a registered key. Beside it, in the same run, the smallest app on the same Electron that has a tray and a key.
// `node test/bench/start-and-rest.ts [rounds] [seconds]` prints a table.
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { percentile } from '../../src-main/takes/timing-stats.ts';
import { type OwnedProcess, startProcess } from '../desktop/owned-process.ts';
import { pollUntil } from '../desktop/poll-until.ts';
import { startVirtualDesktop, type VirtualDesktop } from '../desktop/virtual-desktop.ts';
import { signIn } from '../e2e/support/launch-sotto.ts';
import { electronKind, hostFolder, realElectron } from '../electron-kind.ts';
import { type Standin, startStandin } from '../standin/standin.ts';
import { type BenchResult, benchTable } from './bench-result.ts';
import { costOf, familyOf } from './process-cost.ts';

const root = join(import.meta.dirname, '../..');

/** The smallest thing that could be called a dictation app: a tray, a key, no window. */
const bareMain = `import { app, globalShortcut, nativeImage, Tray } from 'electron';
app.on('window-all-closed', () => undefined);
void app.whenReady().then(() => {
  globalThis.tray = new Tray(nativeImage.createFromPath(process.env.BARE_ICON));
  globalShortcut.register('Control+Alt+Space', () => undefined);
  console.log('{"event":"ready"}');
});
`;

interface Started extends AsyncDisposable {
  readonly ms: number;
  readonly pid: number;
}

export async function run(rounds = 7, seconds = 20): Promise<BenchResult[]> {
  await using desktop = await startVirtualDesktop({ tray: true });
  await using standin = await startStandin();
  const bare = writeBareApp(desktop);
  const starts = { sotto: [] as number[], bare: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    await using sotto = await startSotto(desktop, standin);
    starts.sotto.push(sotto.ms);
    await using plain = await startBare(desktop, bare);
    starts.bare.push(plain.ms);
  }
  const median = (values: readonly number[]): number =>
    percentile(
      values.toSorted((a, b) => a - b),
      0.5,
    );
  const name = `bare app on ${electronKind(root)}`;
  const atRest = await rest(desktop, standin, bare, seconds);
  return [
    {
      name: 'start to hotkey ready, median',
      value: median(starts.sotto),
      unit: 'ms',
      baseline: { name, value: median(starts.bare) },
      ratio: median(starts.sotto) / median(starts.bare),
    },
    ...atRest.map(({ what, sotto, plain, unit }) => ({
      name: `${what}, ${seconds} s at rest`,
      value: sotto,
      unit,
      baseline: { name, value: plain },
      ...(plain > 0 ? { ratio: sotto / plain } : {}),
    })),
  ];
}

async function rest(desktop: VirtualDesktop, standin: Standin, bare: string, seconds: number) {
  await using sotto = await startSotto(desktop, standin);
  await using plain = await startBare(desktop, bare);
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  await wait(5000); // what is loaded after the start is loaded
  const families = [familyOf(sotto.pid), familyOf(plain.pid)] as const;
  const before = families.map((pids) => costOf(pids).cpuMs);
  await wait(seconds * 1000);
  const [own, other] = families.map((pids, at) => ({
    main: costOf(pids.slice(0, 1)).rssMiB,
    all: costOf(pids).rssMiB,
    cpu: ((costOf(pids).cpuMs - (before[at] ?? 0)) / (seconds * 1000)) * 100,
    processes: pids.length,
  }));
  const line = (what: string, unit: string, key: 'main' | 'all' | 'cpu' | 'processes') => ({
    what,
    unit,
    sotto: own?.[key] ?? 0,
    plain: other?.[key] ?? 0,
  });
  return [
    line('memory of the main process', 'MiB', 'main'),
    line('memory of all its processes', 'MiB', 'all'),
    line('processor, share of a core', '%', 'cpu'),
    line('processes', '', 'processes'),
  ];
}

async function startSotto(desktop: VirtualDesktop, standin: Standin): Promise<Started> {
  const home = mkdtempSync(join(desktop.dir, 'start-'));
  const codexHome = join(home, 'codex');
  mkdirSync(codexHome);
  signIn(codexHome, standin);
  const env = {
    ...desktop.env,
    SOTTO_HOME: home,
    CODEX_HOME: codexHome,
    SOTTO_UPSTREAM: standin.upstream,
    SOTTO_AUTH_ISSUER: standin.issuer,
  };
  return start([root, '--no-sandbox', '--hidden'], env, join(home, 'logs/sotto.log'), join(home, 'output'));
}

function startBare(desktop: VirtualDesktop, folder: string): Promise<Started> {
  const home = mkdtempSync(join(desktop.dir, 'bare-'));
  const env = { ...desktop.env, XDG_CONFIG_HOME: home, BARE_ICON: join(root, 'assets/icons/icon-32.png') };
  return start([folder, '--no-sandbox'], env, join(home, 'output'), join(home, 'output'));
}

async function start(args: string[], env: NodeJS.ProcessEnv, log: string, output: string): Promise<Started> {
  const folder = hostFolder(root);
  const program = folder ? join(folder, 'electron') : (realElectron(root) ?? '');
  const from = performance.now();
  const child: OwnedProcess = await startProcess(program, args, { env, logFile: output });
  await pollUntil('the app to be ready', () => textOf(log).includes('"event":"ready"'), { everyMs: 2 });
  return {
    ms: performance.now() - from,
    pid: child.child.pid ?? -1,
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}

function writeBareApp(desktop: VirtualDesktop): string {
  const folder = mkdtempSync(join(desktop.dir, 'bare-app-'));
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'bare', version: '0.0.0', type: 'module', main: 'main.js' }),
  );
  writeFileSync(join(folder, 'main.js'), bareMain);
  return folder;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // not there yet
  }
}

if (import.meta.main) {
  const [rounds, seconds] = process.argv.slice(2).map(Number);
  console.log(benchTable(await run(rounds || undefined, seconds || undefined)));
}
