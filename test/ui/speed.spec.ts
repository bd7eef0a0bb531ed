// 100,000 takes: keystroke to painted, scrolling without long tasks, a window that is ready at once, a small page.
// The figures are printed; the limits are the ones that were promised.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from '@playwright/test';
import { pagesFolder } from './build-pages.ts';
import { expect, test } from './fixtures.ts';

const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

const many = { rows: 100_000, specimens: true, settings: { app: { onboarded: true } } } as const;

interface Task {
  readonly fromMs: number;
  /** Time on the clock, which other programs on the machine make longer. */
  readonly wallMs: number;
  /** Time that the page's main thread really worked. */
  readonly workMs: number;
}

/**
 * The tasks of the page's main thread while something is done, from Chromium's own trace. Limits are held against the
 * work, so that a busy machine does not decide; the clock's times are printed beside it.
 */
async function tasksDuring(
  browser: Browser,
  page: Page,
  act: () => Promise<void>,
): Promise<{ tasks: Task[]; marks: Map<string, number> }> {
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }; // the trace format
  const main = traceEvents.find(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const ours = traceEvents.filter(({ pid, tid }) => pid === main?.pid && tid === main?.tid);
  const tasks = ours
    .filter(({ name }) => name === 'ThreadControllerImpl::RunTask')
    .map(({ ts, dur = 0, tdur }) => ({ fromMs: ts / 1000, wallMs: dur / 1000, workMs: (tdur ?? dur) / 1000 }));
  const marks = new Map(ours.filter(({ cat }) => cat === 'blink.user_timing').map(({ name, ts }) => [name, ts / 1000]));
  expect(tasks.length, 'the trace holds the main thread').toBeGreaterThan(50);
  return { tasks, marks };
}

interface TraceEvent {
  readonly name: string;
  readonly cat: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const frameMs = 1000 / 60;

test('a keystroke in the search is painted within 50 ms (p95) over 100,000 takes', async ({ browser, open, page }) => {
  await open(many);
  await page.keyboard.press('Control+k');
  const clock: number[] = [];
  const { tasks, marks } = await tasksDuring(browser, page, async () => {
    for (const query of ['invoice october', 'schema review', 'half past ten', 'number 999']) {
      for (const letter of query) clock.push(await page.evaluate(keystroke, { letter, key: `key-${clock.length}` }));
      await page.evaluate(keystroke, { letter: '', key: 'clear' });
    }
  });
  const work = clock.map((_, at) => {
    const from = marks.get(`key-${at}`) ?? Number.NaN;
    const to = marks.get(`key-${at}-painted`) ?? Number.NaN;
    return tasks
      .filter(({ fromMs, wallMs }) => fromMs + wallMs >= from && fromMs <= to)
      .reduce((sum, { workMs }) => sum + workMs, 0);
  });
  const told = (values: readonly number[]): string =>
    `p50 ${percentile(values, 0.5).toFixed(1)} ms, p95 ${percentile(values, 0.95).toFixed(1)} ms`;
  console.log(
    `keystroke to painted, ${clock.length} keystrokes: work ${told(work)}; on the clock of this machine ${told(clock)}`,
  );
  // On a free machine: the work, then the next frame.
  expect(percentile(work, 0.95) + frameMs).toBeLessThanOrEqual(50);
});

/** Types a letter (empty: clears) and waits until the answer is on the screen. Runs in the page. */
async function keystroke({ letter, key }: { letter: string; key: string }): Promise<number> {
  const input = document.querySelector<HTMLInputElement>('.search input');
  if (!input) throw new Error('no search');
  // A task of its own: what the frame before left over does not count.
  await new Promise((task) => setTimeout(task, 30));
  const asked = (): number => window.fake.calls.filter(({ name }) => name === 'history.list').length;
  const before = asked();
  performance.mark(key);
  const from = performance.now();
  input.value = letter === '' ? '' : input.value + letter;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  // The fake answers at once, so the answer is drawn in the next frame; a message's task runs when it was painted.
  await new Promise<void>((painted) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => painted();
      port2.postMessage(null);
    }),
  );
  if (asked() === before) throw new Error('the list was not asked');
  performance.mark(`${key}-painted`);
  return performance.now() - from;
}

test('100,000 takes are scrolled without a task over 50 ms', async ({ browser, open, page }) => {
  test.setTimeout(120_000);
  await open(many);
  const scrolled = { at: 0, drawn: 0, pages: 0, loaded: 0 };
  const { tasks } = await tasksDuring(browser, page, async () => {
    Object.assign(
      scrolled,
      await page.evaluate(async () => {
        const rows = document.querySelector('.rows');
        if (!rows) throw new Error('no rows');
        for (let k = 0; k < 900; k++) {
          rows.scrollTop += 1400;
          await new Promise(requestAnimationFrame);
        }
        const last = [...rows.querySelectorAll<HTMLElement>('[data-take]')].at(-1);
        return {
          at: rows.scrollTop,
          drawn: rows.querySelectorAll('[data-take]').length,
          pages: window.fake.calls.filter(({ name }) => name === 'history.list').length,
          loaded: Number(last?.getAttribute('aria-rowindex')),
        };
      }),
    );
  });
  const work = tasks.map(({ workMs }) => workMs);
  const wall = tasks.map(({ wallMs }) => wallMs);
  console.log(
    `scrolled to row ${scrolled.loaded} over ${scrolled.pages} pages, ${scrolled.drawn} rows drawn; longest task: work ${Math.max(...work).toFixed(1)} ms, on the clock of this machine ${Math.max(...wall).toFixed(1)} ms`,
  );
  expect(scrolled.loaded).toBeGreaterThan(15_000);
  expect(scrolled.drawn).toBeLessThan(60);
  expect(work.filter((ms) => ms > 50)).toEqual([]);
});

test('the window is drawn soon after the page is asked for', async ({ open, page }) => {
  await open(many);
  const times: number[] = [];
  for (let k = 0; k < 5; k++) {
    await page.reload();
    await page.locator('[data-take]').first().waitFor();
    // The fake makes its 100,000 takes in the page before anything else: that is not the window's time.
    times.push(
      await page.evaluate(() => {
        const drawn = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
        return drawn - window.fake.readyAt;
      }),
    );
  }
  console.log(`first paint after the bridge is there: ${times.map((ms) => ms.toFixed(0)).join(', ')} ms`);
  expect(percentile(times, 0.5)).toBeLessThanOrEqual(400);
});

test('the scripts of each page are at most 80 kB gzipped', () => {
  const assets = join(pagesFolder, 'assets');
  const size = (page: string): number => {
    const html = readFileSync(join(pagesFolder, page), 'utf8');
    const first = [...html.matchAll(/assets\/([\w.-]+\.js)/g)].map((match) => match[1]!);
    const all = new Set(first);
    for (const name of all)
      for (const match of readFileSync(join(assets, name), 'utf8').matchAll(/["']\.\/([\w.-]+\.js)["']/g))
        all.add(match[1]!);
    return [...all].reduce((sum, name) => sum + gzipSync(readFileSync(join(assets, name))).length, 0);
  };
  const sizes = { window: size('window.html'), overlay: size('overlay.html') };
  console.log(
    `scripts gzipped: window ${(sizes.window / 1000).toFixed(1)} kB, overlay ${(sizes.overlay / 1000).toFixed(1)} kB`,
  );
  expect(sizes.window).toBeGreaterThan(10_000);
  expect(sizes.window).toBeLessThanOrEqual(80_000);
  expect(sizes.overlay).toBeLessThanOrEqual(80_000);
  const scripts = readdirSync(assets)
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(assets, name), 'utf8'));
  expect(
    scripts.some((text) => text.includes('ZodError')),
    'no schema library in a page',
  ).toBe(false);
});
