// Presses keys as a person would: through XTEST, by keysym, from one xdotool process that stays alive, so that a press costs
// well under a millisecond and the time of a key-up is known.
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { type OwnedProcess, startProcess } from './owned-process.ts';

export interface Keyboard extends AsyncDisposable {
  /** Holds a key down, by keysym name: `space`, `Control_L`, `F9`. Resolves when the X server has it. */
  keyDown(keysym: string): Promise<void>;
  keyUp(keysym: string): Promise<void>;
  /** Down and up again, in order: `press('ctrl+shift+v')`, `press('Escape')`. */
  press(chord: string): Promise<void>;
  /** Moves the pointer and clicks; button 1 is the left one. */
  click(x: number, y: number, button?: number): Promise<void>;
  /** Any other xdotool command, e.g. `windowactivate --sync 123`. */
  command(line: string): Promise<void>;
}

/** Every command is followed by a question whose answer says that it was carried out. */
const question = 'getdisplaygeometry';

export async function startKeyboard(env: NodeJS.ProcessEnv): Promise<Keyboard> {
  // stdbuf: xdotool would keep its answers in a block buffer while it writes to a pipe.
  const tool = await startProcess('stdbuf', ['-oL', 'xdotool', '-'], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const run = commandLine(tool);
  const held = new Set<string>();
  const keyDown = async (keysym: string) => {
    held.add(keysym);
    await run(`keydown ${keysym}`);
  };
  const keyUp = async (keysym: string) => {
    held.delete(keysym);
    await run(`keyup ${keysym}`);
  };
  return {
    keyDown,
    keyUp,
    press: (chord) => run(`key ${chord}`),
    click: (x, y, button = 1) => run(`mousemove ${x} ${y} click ${button}`),
    command: run,
    [Symbol.asyncDispose]: async () => {
      for (const keysym of [...held].reverse()) await keyUp(keysym).catch(() => {}); // The display may be gone already.
      await tool.stop();
    },
  };
}

function commandLine(tool: OwnedProcess): (line: string) => Promise<void> {
  // stdio of startKeyboard makes all three pipes; the type of ChildProcess does not know.
  const input = tool.child.stdin as Writable;
  const answers = createInterface({ input: tool.child.stdout as Readable });
  let complaint = '';
  tool.child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    complaint += chunk;
  });
  input.on('error', () => {}); // The exit below tells the waiting callers.
  const waiting: { resolve(): void; reject(error: Error): void }[] = [];
  let gone: Error | undefined;
  answers.on('line', () => {
    const caller = waiting.shift();
    if (complaint === '') caller?.resolve();
    else caller?.reject(new Error(`xdotool: ${complaint.trim()}`));
    complaint = '';
  });
  tool.child.once('exit', () => {
    gone = new Error(`xdotool has ended: ${complaint.trim()}`);
    for (const caller of waiting.splice(0)) caller.reject(gone);
  });
  return (line) =>
    new Promise((resolve, reject) => {
      if (gone !== undefined) return reject(gone);
      waiting.push({ resolve, reject });
      input.write(`${line} ${question}\n`);
    });
}
