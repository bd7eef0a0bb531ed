// The menu of the first tray icon, opened and used with mouse and keyboard as a person would.
import type { Keyboard } from './keyboard.ts';
import { firstTrayIconPlace } from './panel.ts';
import { pollUntil } from './poll-until.ts';
import { runProgram } from './run-program.ts';
import type { ScreenSize } from './x-server.ts';

interface Desktop {
  readonly env: NodeJS.ProcessEnv;
  readonly screen: ScreenSize;
}

/** Opens it and leaves it open, for a screenshot; `keyboard.press('Escape')` closes it. */
export async function openTrayMenu(desktop: Desktop, keyboard: Keyboard): Promise<void> {
  const { x, y } = firstTrayIconPlace(desktop.screen);
  const before = await pluginWindows(desktop.env);
  await keyboard.click(x, y, 3);
  await pollUntil("the tray icon's menu", async () => (await pluginWindows(desktop.env)) > before);
}

/** @param line 1 for the first one; separators and disabled lines don't count */
export async function chooseTrayMenuLine(line: number, desktop: Desktop, keyboard: Keyboard): Promise<void> {
  await openTrayMenu(desktop, keyboard);
  for (let at = 0; at < line; at += 1) await keyboard.press('Down');
  await keyboard.press('Return');
}

/** The panel's plugins live in processes of their own; a menu is one more window of theirs. */
async function pluginWindows(env: NodeJS.ProcessEnv): Promise<number> {
  const { stdout } = await runProgram('xdotool', ['search', '--onlyvisible', '--class', 'wrapper-2.0'], { env });
  return stdout.split('\n').filter((line) => line !== '').length;
}
