// The menu of the first tray icon, opened and used with mouse and keyboard as a person would.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodePng } from '../host/png.ts';
import type { Keyboard } from './keyboard.ts';
import { firstTrayIconPlace, panelHeightPx } from './panel.ts';
import { NotReadyError, pollUntil } from './poll-until.ts';
import { runProgram } from './run-program.ts';
import { takeScreenshot } from './screenshot.ts';
import type { ScreenSize } from './x-server.ts';

interface Desktop {
  readonly env: NodeJS.ProcessEnv;
  readonly screen: ScreenSize;
}

/** Opens it and leaves it open, for a screenshot; `keyboard.press('Escape')` closes it. */
export async function openTrayMenu(desktop: Desktop, keyboard: Keyboard): Promise<void> {
  const { x, y } = firstTrayIconPlace(desktop.screen);
  const before = (await pluginWindowIds(desktop.env)).length;
  await keyboard.click(x, y, 3);
  await pollUntil("the tray icon's menu", async () => (await pluginWindowIds(desktop.env)).length > before);
}

/** @param line 1 for the first one; separators and disabled lines don't count */
export async function chooseTrayMenuLine(line: number, desktop: Desktop, keyboard: Keyboard): Promise<void> {
  await openTrayMenu(desktop, keyboard);
  for (let at = 0; at < line; at += 1) await keyboard.press('Down');
  await keyboard.press('Return');
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface TrayPath {
  /** Labels of the menu as it is now, separators left out. */
  readonly labels: readonly string[];
  readonly choose: string;
  /** When the line opens a submenu: the same for that. */
  readonly inside?: TrayPath;
}

/**
 * Clicks a line with the mouse, where the panel has drawn it. A panel closes a menu that changes while it is open: then
 * it is opened again, as a person would.
 * @param path asked before each opening
 */
export async function clickTrayMenu(
  path: () => Promise<TrayPath>,
  desktop: Desktop,
  keyboard: Keyboard,
): Promise<void> {
  const { x, y } = firstTrayIconPlace(desktop.screen);
  for (let opening = 1; ; opening += 1) {
    await menusToClose(desktop, keyboard);
    const now = await path();
    await keyboard.click(x, y, 3);
    try {
      return await clickLine(now, new Set(), desktop, keyboard);
    } catch (error) {
      if (!(error instanceof NotReadyError) || opening === 3) throw error;
    }
  }
}

/**
 * The one before closes slowly, and its window serves the next one again; one that changed meanwhile may stay open, until
 * there is a click beside it (Escape would discard a dictation). A pointer that rests on the icon keeps its tooltip open,
 * which looks like a menu: it is taken away first.
 */
async function menusToClose({ env, screen }: Desktop, keyboard: Keyboard): Promise<void> {
  const [x, y] = [screen.widthPx / 2, screen.heightPx / 2];
  await keyboard.command(`mousemove ${x} ${y}`);
  const closed = async (): Promise<boolean> => (await openMenus(env)).size === 0;
  try {
    await pollUntil('no open menu', closed, { timeoutMs: 2000 });
  } catch (error) {
    if (!(error instanceof NotReadyError)) throw error;
    await keyboard.click(x, y);
    await pollUntil('no open menu after a click beside it', closed);
  }
}

async function clickLine(
  { labels, choose, inside }: TrayPath,
  above: ReadonlySet<string>,
  desktop: Desktop,
  keyboard: Keyboard,
): Promise<void> {
  const at = labels.indexOf(choose);
  if (at < 0) throw new Error(`The menu has no line ${JSON.stringify(choose)}: ${labels.join(' | ')}`);
  const { box, lines } = await pollUntil(
    `a menu of ${labels.length} lines`,
    async () => {
      const [place] = [...(await openMenus(desktop.env))].flatMap(([id, each]) => (above.has(id) ? [] : [each]));
      if (!place) return false;
      const drawn = await textLines(place, desktop.env);
      return drawn.length === labels.length && { box: place, lines: drawn };
    },
    { timeoutMs: 4000 },
  );
  const open = new Set((await openMenus(desktop.env)).keys());
  await keyboard.click(box.x + Math.min(60, box.width / 2), lines[at] ?? 0);
  if (inside) await clickLine(inside, open, desktop, keyboard);
}

/** Menus of the panel's plugins by window; a plugin's own window is no higher than the panel. */
async function openMenus(env: NodeJS.ProcessEnv): Promise<Map<string, Box>> {
  const menus = new Map<string, Box>();
  for (const id of await pluginWindowIds(env)) {
    const box = await geometry(id, env);
    if (box && box.height > panelHeightPx) menus.set(id, box);
  }
  return menus;
}

/** The panel's plugins live in processes of their own; a menu is one more window of theirs. */
async function pluginWindowIds(env: NodeJS.ProcessEnv): Promise<string[]> {
  const { stdout } = await runProgram('xdotool', ['search', '--onlyvisible', '--class', 'wrapper-2.0'], { env });
  return stdout.split('\n').filter((line) => line !== '');
}

/** Null: it has gone meanwhile. */
async function geometry(window: string, env: NodeJS.ProcessEnv): Promise<Box | null> {
  const { code, stdout } = await runProgram('xdotool', ['getwindowgeometry', '--shell', window], { env });
  const value = (name: string): number => Number(new RegExp(`^${name}=(-?\\d+)$`, 'm').exec(stdout)?.[1]);
  return code === 0 ? { x: value('X'), y: value('Y'), width: value('WIDTH'), height: value('HEIGHT') } : null;
}

/** The middle of each line of text on the screen, from top to bottom; separators are too thin to be text. */
async function textLines({ x, y, width, height }: Box, env: NodeJS.ProcessEnv): Promise<number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tray-menu-'));
  try {
    const { rgba, width: screenWidth } = decodePng(await readFile(await takeScreenshot(join(folder, 'menu.png'), env)));
    const light = (px: number, py: number): number => {
      const at = (py * screenWidth + px) * 4;
      return (rgba[at] ?? 0) + (rgba[at + 1] ?? 0) + (rgba[at + 2] ?? 0);
    };
    const lines: { from: number; to: number }[] = [];
    for (let row = y + 2; row < y + height - 2; row += 1) {
      const ground = light(x + width - 6, row);
      let marks = 0;
      for (let column = x + 8; column < x + width - 8; column += 1)
        if (Math.abs(light(column, row) - ground) > 120) marks += 1;
      if (marks === 0) continue;
      const last = lines.at(-1);
      if (last && row - last.to <= 3) last.to = row;
      else lines.push({ from: row, to: row });
    }
    return lines.filter(({ from, to }) => to - from >= 5).map(({ from, to }) => Math.round((from + to) / 2));
  } finally {
    await rm(folder, { recursive: true });
  }
}
