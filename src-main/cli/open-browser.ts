// Opens the user's browser from the command line; when there is none, the printed address is enough.

import type { Surroundings } from '../app/places.ts';
import { runProgram } from '../lib/run-program.ts';

export async function openBrowser(url: string, { platform, env }: Surroundings): Promise<void> {
  const [program, ...args] =
    platform === 'darwin'
      ? ['open', url]
      : platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url];
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return;
  await runProgram(program ?? '', args, { env, timeoutMs: 10_000, maxOutputBytes: 1000 });
}
