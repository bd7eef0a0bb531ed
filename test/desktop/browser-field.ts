// A Chromium window (without tabs) with one text area that tells a small HTTP server about every input event and key.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startProcess } from './owned-process.ts';
import { pollUntil } from './poll-until.ts';
import { programOutput, runProgram } from './run-program.ts';
import type { TextField } from './text-fields.ts';
import { textWaiters } from './text-waiters.ts';

export interface FieldEvent {
  /** `input` and `keydown` of the page, or `ready` when the text area has the focus for the first time. */
  readonly type: 'ready' | 'input' | 'keydown' | 'blur' | 'focus';
  /** `inputType` of an input event (`insertFromPaste`), `key` of a key. */
  readonly detail: string;
  /** What stands in the text area after the event. */
  readonly value: string;
}

export interface BrowserField extends TextField {
  /** What happened, in order. A hotkey that reaches the page is a `keydown` here. */
  events(): readonly FieldEvent[];
}

const page = `<!doctype html><meta charset="utf-8"><title>TITLE</title>
<style>body{margin:0;font:16px sans-serif}textarea{box-sizing:border-box;width:100vw;height:100vh;border:0;padding:16px;font:inherit}</style>
<textarea autofocus></textarea><script>
const field = document.querySelector('textarea');
let last = Promise.resolve();
const tell = (type, detail) => {
  const body = JSON.stringify({ type, detail, value: field.value });
  last = last.then(() => fetch('/event', { method: 'POST', body }));
};
field.addEventListener('input', (event) => tell('input', event.inputType));
field.addEventListener('keydown', (event) => { if (!event.repeat) tell('keydown', event.key); });
addEventListener('blur', () => tell('blur', ''));
addEventListener('focus', () => tell('focus', ''));
new EventSource('/clear').onmessage = () => { field.value = ''; fetch('/cleared', { method: 'POST' }); };
field.focus();
tell('ready', '');
</script>`;

export async function openBrowserField(
  desktop: { env: NodeJS.ProcessEnv; dir: string },
  { title = 'Notes' }: { title?: string } = {},
): Promise<BrowserField> {
  await using stack = new AsyncDisposableStack();
  let events: FieldEvent[] = [];
  const read = () => events.at(-1)?.value ?? '';
  const waiters = textWaiters(read);
  const ready = Promise.withResolvers<void>();
  const clearing = { ask: () => {}, done: () => {} };
  const server = createServer(async (request: IncomingMessage, response) => {
    if (request.url === '/clear') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n');
      clearing.ask = () => response.write('data: now\n\n');
      return;
    }
    if (request.url === '/event') {
      // Sent by the page above, in this shape.
      const event = JSON.parse(await text(request)) as FieldEvent;
      events.push(event);
      if (event.type === 'ready') ready.resolve();
      waiters.check();
    }
    if (request.url === '/cleared') clearing.done();
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(request.url === '/' ? page.replace('TITLE', title) : '');
  }).listen(0, '127.0.0.1');
  stack.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  // A listening TCP server has an address with a port.
  const { port } = server.address() as AddressInfo;
  const profile = await mkdtemp(join(desktop.dir, 'browser-'));
  stack.defer(() => rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  const quiet = ['--no-first-run', '--no-default-browser-check', '--disable-gpu', '--disable-background-networking'];
  const more = ['--disable-sync', '--disable-component-update', '--password-store=basic', '--window-position=40,40'];
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox', '--test-type'] : []; // Chromium refuses a sandbox as root
  const place = ['--window-size=720,420', `--user-data-dir=${profile}`, `--app=http://127.0.0.1:${port}/`];
  const logFile = join(desktop.dir, 'log', 'browser-field');
  const browser = stack.use(
    await startProcess('chromium', [...quiet, ...more, ...sandbox, ...place], { env: desktop.env, logFile }),
  );
  const ended = once(browser.child, 'exit').then(([code]) => {
    throw new Error(`chromium ended with ${code} before its page was ready`);
  });
  await Promise.race([ready.promise, ended]);
  const windowId = await pollUntil('the window of the browser field', () => findWindow(title, desktop.env));
  const kept = stack.move();
  return {
    windowId,
    read,
    events: () => events,
    waitForText: waiters.waitForText,
    clear: async () => {
      const cleared = new Promise<void>((resolve) => {
        clearing.done = resolve;
      });
      clearing.ask();
      await cleared;
      events = [];
    },
    focus: async () => {
      await programOutput('xdotool', ['windowactivate', '--sync', String(windowId)], { env: desktop.env });
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function findWindow(title: string, env: NodeJS.ProcessEnv): Promise<number | undefined> {
  const { stdout } = await runProgram('xdotool', ['search', '--onlyvisible', '--name', `^${title}$`], { env });
  const id = Number(stdout.trim().split('\n').at(-1));
  return id > 0 ? id : undefined;
}
