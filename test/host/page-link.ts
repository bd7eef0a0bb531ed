// The wire between one page's preload world and the main process: scripts in, messages both ways, synchronous questions.
// Knows what a message is, not what it means.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { CdpSession } from './chromium/cdp.ts';
import { makeCodec } from './page/codec.ts';
import { pageScript, preloadScript, preloadWorldName } from './page/preload-script.ts';
import type { ToHost, ToPage } from './page/preload-world.ts';

interface CallFrame {
  readonly callFrameId: string;
  readonly functionName: string;
}

export interface PageLinkEvents {
  message(message: ToHost, answer: (reply: ToPage) => void): void;
  /** ipcRenderer.sendSync: what the listeners set as event.returnValue. */
  question(channel: string, args: unknown[]): unknown;
}

export interface PageLink {
  /** Lost when no document with a preload is there yet, as in Electron. */
  send(message: ToPage): void;
}

export async function linkPage(
  page: CdpSession,
  topFrameId: string,
  preloadPath: string | undefined,
  events: PageLinkEvents,
): Promise<PageLink> {
  const codec = makeCodec();
  const token = randomBytes(12).toString('hex');
  let context: number | undefined;
  const dispatch = (message: ToPage, to = context) => {
    if (to === undefined) return;
    page.trySend('Runtime.callFunctionOn', {
      functionDeclaration: '(text) => globalThis.__electronHostDispatch?.(text)',
      executionContextId: to,
      arguments: [{ value: codec.encode(message) }],
    });
  };
  page.on<{ context: { id: number; name: string; auxData?: { frameId?: string } } }>(
    'Runtime.executionContextCreated',
    ({ context: made }) => {
      if (made.name === preloadWorldName && made.auxData?.frameId === topFrameId) context = made.id;
    },
  );
  page.on('Runtime.executionContextsCleared', () => {
    context = undefined;
  });
  page.on<{ name: string; payload: string; executionContextId: number }>('Runtime.bindingCalled', (called) => {
    if (called.name !== '__electronHostPost') return;
    const message = codec.decode(called.payload) as ToHost; // posted by preload-world.ts
    events.message(message, (reply) => dispatch(reply, called.executionContextId));
  });
  page.on<{ callFrames: CallFrame[] }>('Debugger.paused', ({ callFrames: [frame] }) => {
    void answerPaused(page, frame, (channel, args) => events.question(channel, args)).finally(() =>
      page.trySend('Debugger.resume'),
    );
  });
  const preload = preloadPath === undefined ? undefined : await readFile(preloadPath, 'utf8');
  const scripts: { source: string; worldName?: string }[] = [
    { source: pageScript(token) },
    { source: preloadScript(token, preload, processInfo()), worldName: preloadWorldName },
  ];
  await Promise.all([
    page.send('Page.enable'),
    page.send('Runtime.enable'),
    page.send('DOM.enable'),
    page.send('Debugger.enable'),
    page.send('Runtime.addBinding', { name: '__electronHostPost', executionContextName: preloadWorldName }),
    ...scripts.map((script) => page.send('Page.addScriptToEvaluateOnNewDocument', script)),
  ]);
  return { send: (message) => dispatch(message) };
}

/** What a sandboxed preload sees as `process` (electron docs, "Process Sandboxing"). */
function processInfo(): object {
  const { platform, arch } = process;
  const versions = { ...process.versions };
  return { type: 'renderer', platform, arch, versions, sandboxed: true, contextIsolated: true, argv: [], env: {} };
}

async function answerPaused(
  page: CdpSession,
  frame: CallFrame | undefined,
  question: (channel: string, args: unknown[]) => unknown,
): Promise<void> {
  if (frame?.functionName !== '__electronHostPause') return; // somebody else's debugger statement
  const { callFrameId } = frame;
  const evaluate = <T>(expression: string, returnByValue: boolean) =>
    page.send<{ result: { value: T; objectId: string } }>('Debugger.evaluateOnCallFrame', {
      callFrameId,
      expression,
      returnByValue,
    });
  const asked = 'globalThis.__electronHostQuestion';
  const { result } = await evaluate<{ kind: string; payload: string }>(
    `({ kind: ${asked}.kind, payload: ${asked}.payload })`,
    true,
  );
  let answer = '';
  if (result.value.kind === 'getPathForFile') {
    const file = await evaluate<never>(`${asked}.object`, false);
    // A file that was made in the page has no path: Electron says '' then.
    const info = await page
      .send<{ path: string }>('DOM.getFileInfo', { objectId: file.result.objectId })
      .catch(() => ({ path: '' }));
    answer = info.path;
  } else {
    const codec = makeCodec();
    const { channel, args } = codec.decode(result.value.payload) as { channel: string; args: unknown[] }; // by preload-world.ts
    answer = codec.encode(question(channel, args));
  }
  await evaluate<never>(`${asked}.answer = ${JSON.stringify(answer)}`, true);
}
