// The app's own windows as the desktop sees them.
import { pollUntil } from '../../desktop/poll-until.ts';
import { runProgram } from '../../desktop/run-program.ts';
import type { VirtualDesktop } from '../../desktop/virtual-desktop.ts';

export async function visibleWindow(desktop: VirtualDesktop, title = '^Sotto$'): Promise<void> {
  await pollUntil('the window', async () => {
    const { stdout } = await runProgram('xdotool', ['search', '--onlyvisible', '--name', title], { env: desktop.env });
    return stdout.trim() !== '';
  });
}

/** Its focus comes a moment after the window: whoever focuses a field before would lose it again. */
export async function focusedWindow(desktop: VirtualDesktop): Promise<void> {
  await pollUntil('the window to be active', async () => {
    const { stdout } = await runProgram('xdotool', ['getactivewindow', 'getwindowname'], { env: desktop.env });
    return stdout.trim() === 'Sotto';
  });
}
