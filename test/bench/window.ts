// The window in the running app, over 100,000 takes and over none: from the command that shows it to its rows on the screen,
// from a keystroke in the search to the new rows, and the longest task of a long scroll. `node test/bench/window.ts
// [takes] [rounds]` prints a table. On the compatible host a window is a whole Chromium window and every message takes
// a way round through the DevTools protocol: real Electron is quicker, and the empty history beside it says how much.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { percentile } from '../../src-main/takes/timing-stats.ts';
import { startVirtualDesktop, type VirtualDesktop } from '../desktop/virtual-desktop.ts';
import { launchSotto, type SottoApp } from '../e2e/support/launch-sotto.ts';
import { fillHistory } from '../rig/full-history.ts';
import { type Standin, startStandin } from '../standin/standin.ts';
import { type BenchResult, benchTable } from './bench-result.ts';

const openTargetMs = 400;
const keystrokeTargetMs = 50;
const taskTargetMs = 50;

interface Figures {
  /** Sorted, ms. */
  readonly open: readonly number[];
  readonly keystrokes: readonly number[];
  readonly tasks: readonly number[];
  readonly rows: number;
}

export async function run(takes = 100_000, rounds = 12): Promise<BenchResult[]> {
  await using desktop = await startVirtualDesktop();
  await using standin = await startStandin();
  const empty = await measure(desktop, standin, 0, rounds);
  const full = await measure(desktop, standin, takes, rounds);
  const of = (
    name: string,
    pick: (figures: Figures) => readonly number[],
    share: number,
    target?: number,
  ): BenchResult => {
    const value = percentile(pick(full), share);
    const baseline = pick(empty);
    return {
      name,
      value,
      unit: 'ms',
      ...(baseline.length > 0 ? { baseline: { name: 'empty history', value: percentile(baseline, share) } } : {}),
      ...(target === undefined ? {} : { target, ok: value <= target }),
    };
  };
  return [
    of('command to rows on the screen, p50', ({ open }) => open, 0.5, openTargetMs),
    of('command to rows on the screen, p95', ({ open }) => open, 0.95),
    of('keystroke to painted, p50', ({ keystrokes }) => keystrokes, 0.5),
    of('keystroke to painted, p95', ({ keystrokes }) => keystrokes, 0.95, keystrokeTargetMs),
    of(`longest task while ${full.rows} rows are scrolled`, ({ tasks }) => tasks, 1, taskTargetMs),
  ];
}

async function measure(desktop: VirtualDesktop, standin: Standin, takes: number, rounds: number): Promise<Figures> {
  const home = mkdtempSync(join(desktop.dir, 'window-'));
  if (takes > 0) fillHistory(home, takes, { files: false });
  await using app = await launchSotto(desktop, standin, { home, settings: { app: { onboarded: true } } });
  const open: number[] = [];
  // The first one reads Chromium's own files and is left out, as is a machine's first start of anything.
  for (let round = -1; round < rounds; round += 1) {
    const { page, ms } = await openWindow(app, takes > 0);
    if (round >= 0) open.push(ms);
    await close(app.electron, page);
  }
  const { page } = await openWindow(app, takes > 0);
  const keystrokes = takes > 0 ? await searched(page) : [];
  const { tasks, rows } = takes > 0 ? await scrolled(page) : { tasks: [], rows: 0 };
  const sorted = (values: readonly number[]): readonly number[] => [...values].sort((a, b) => a - b);
  return { open: sorted(open), keystrokes: sorted(keystrokes), tasks: sorted(tasks), rows };
}

/** ms from the command to the frame that holds the rows; both clocks are the system's. */
async function openWindow(app: SottoApp, withRows: boolean): Promise<{ readonly page: Page; readonly ms: number }> {
  const opening = app.electron.waitForEvent('window');
  const askedAt = Date.now();
  await app.command('app.show');
  const page = await opening;
  await page.waitForURL(/\/window\.html$/); // the host's windows begin with an empty page
  const drawnAt = await page.evaluate(inPage.firstDrawing, withRows);
  return { page, ms: drawnAt - askedAt };
}

async function close(electron: ElectronApplication, page: Page): Promise<void> {
  await Promise.all([
    page.waitForEvent('close'),
    electron.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) window.close();
    }),
  ]);
}

async function searched(page: Page): Promise<number[]> {
  const times: number[] = [];
  for (const query of ['meeting tomorrow', 'please send', 'zebrafish', 'report on the']) {
    for (let length = 1; length <= query.length; length += 1) {
      const text = query.slice(0, length);
      // A space alone finds the same rows: nothing is painted that could be waited for.
      if (!text.endsWith(' ')) times.push(await page.evaluate(inPage.keystroke, text));
    }
  }
  await page.evaluate(inPage.keystroke, '');
  return times;
}

async function scrolled(page: Page): Promise<{ readonly tasks: readonly number[]; readonly rows: number }> {
  return await page.evaluate(inPage.scroll);
}

interface PageRow {
  getAttribute(name: string): string | null;
}

/** As much of the page's globals as is used here: benchmarks are checked as programs for Node. */
interface PageGlobals {
  readonly document: {
    querySelector(selector: string): never;
    querySelectorAll(selector: string): Iterable<PageRow>;
  };
  readonly MutationObserver: new (
    seen: () => void,
  ) => { observe(node: unknown, what: object): void; disconnect(): void };
  readonly InputEvent: new (name: string, init: object) => unknown;
  readonly PerformanceObserver: new (
    seen: (list: { getEntries(): readonly { readonly duration: number }[] }) => void,
  ) => { observe(what: object): void; disconnect(): void };
  requestAnimationFrame(drawn: () => void): void;
}

/** Functions that run in the page; each stands alone. */
const inPage = {
  /** Unix ms of the frame in which History stood there, with its rows if it has any. */
  firstDrawing: async (withRows: boolean): Promise<number> => {
    const page = globalThis as unknown as PageGlobals;
    const wait = (): Promise<void> => new Promise((drawn) => page.requestAnimationFrame(drawn));
    const wanted = withRows ? 'main [data-take]' : 'main';
    while (!page.document.querySelector(wanted)) await wait();
    // The page draws once it has everything (src-renderer/window/main.tsx): its first drawing holds the rows.
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    if (paint) return performance.timeOrigin + paint.startTime;
    await wait();
    await wait();
    return performance.timeOrigin + performance.now();
  },
  /** ms from the input event to the frame after the rows of this very query stand there: the grid was busy, and is no more. */
  keystroke: async (text: string): Promise<number> => {
    const page = globalThis as unknown as PageGlobals;
    const input = page.document.querySelector('.search input') as {
      value: string;
      dispatchEvent(event: unknown): void;
    };
    const rows = page.document.querySelector('.rows') as PageRow;
    await new Promise((rested) => setTimeout(rested, 60));
    const changed = new Promise<void>((seen, never) => {
      const late = setTimeout(() => never(new Error(`the rows were not looked for: "${text}"`)), 5000);
      let busy = false;
      const observer = new page.MutationObserver(() => {
        busy ||= rows.getAttribute('aria-busy') === 'true';
        if (!busy || rows.getAttribute('aria-busy') === 'true') return;
        clearTimeout(late);
        observer.disconnect();
        seen();
      });
      observer.observe(rows, { attributes: true, attributeFilter: ['aria-busy'] });
    });
    const from = performance.now();
    input.value = text;
    input.dispatchEvent(new page.InputEvent('input', { bubbles: true }));
    await changed;
    // A timer that was set while a frame is drawn runs when it has been.
    await new Promise<void>((painted) => page.requestAnimationFrame(() => setTimeout(painted)));
    return performance.now() - from;
  },
  scroll: async (): Promise<{ tasks: number[]; rows: number }> => {
    const page = globalThis as unknown as PageGlobals;
    const tasks: number[] = [0];
    const observer = new page.PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    });
    observer.observe({ type: 'longtask' });
    const rows = page.document.querySelector('.rows') as { scrollTop: number };
    for (let step = 0; step < 900; step += 1) {
      rows.scrollTop += 1400;
      await new Promise<void>((drawn) => page.requestAnimationFrame(drawn));
    }
    await new Promise((told) => setTimeout(told, 100));
    observer.disconnect();
    const last = [...page.document.querySelectorAll('[data-take]')].at(-1);
    return { tasks, rows: Number(last?.getAttribute('aria-rowindex')) };
  },
};

if (process.argv[1] === import.meta.filename) {
  const results = await run(Number(process.argv[2] ?? 100_000), Number(process.argv[3] ?? 12));
  console.log(benchTable(results));
  process.exitCode = results.some(({ ok }) => ok === false) ? 1 : 0;
}
