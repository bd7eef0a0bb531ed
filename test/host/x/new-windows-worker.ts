// The thread behind new-windows.ts: an X connection of its own that does nothing but wait for one program's next window.
import { parentPort, workerData } from 'node:worker_threads';
import { type FromWorker, parkedAt } from './new-windows.ts';
import { XClient, type XEvent } from './x-client.ts';

const substructureNotify = 1 << 19;
const localPid = 2; // X-Resource 1.2: LocalClientPID
/** Chromium makes small windows for itself as well. */
const leastWidth = 20;

interface XRes {
  QueryClientIds(
    specs: { client: number; mask: number }[],
    done: (error: Error | null, ids: { client: number; value: number[] }[]) => void,
  ): void;
}

const { display } = workerData as { display: string }; // from listenForNewWindows
let expectedPid: number | undefined;

const x = await XClient.connect(display);
const res = await x.extension<XRes>('res').catch(() => undefined); // an old server: the order of windows is trusted
x.onEvent((event) => {
  if (event.name === 'CreateNotify') void consider(event);
});
// Awaited: a window that another program makes right after this must be heard of.
await x.ask('ChangeWindowAttributes', x.root, { eventMask: substructureNotify });
parentPort?.on('message', (pid: number) => {
  expectedPid = pid;
  tell({ ready: pid });
});
tell({ ready: 0 });

async function consider({ wid, parent, overrideRedirect, width }: XEvent): Promise<void> {
  const pid = expectedPid;
  if (pid === undefined || parent !== x.root || overrideRedirect || width < leastWidth) return;
  if (!(await belongsTo(wid, pid)) || expectedPid !== pid) return;
  expectedPid = undefined;
  x.send('ChangeWindowAttributes', wid, { overrideRedirect: 1 });
  x.send('ConfigureWindow', wid, { x: parkedAt, y: parkedAt });
  // Its answer means that the server has done both.
  await x.ask('GetInputFocus');
  tell({ taken: wid });
}

function belongsTo(window: number, pid: number): Promise<boolean> {
  if (res === undefined) return Promise.resolve(true);
  return new Promise((resolve) => {
    res.QueryClientIds([{ client: window, mask: localPid }], (error, ids) => {
      resolve(!error && ids[0]?.value[0] === pid);
    });
  });
}

function tell(message: FromWorker): void {
  parentPort?.postMessage(message);
}
