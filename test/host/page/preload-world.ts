// The `electron` module that a sandboxed preload gets: contextBridge, ipcRenderer, webUtils. Runs in the page's isolated
// world as source text: self-contained.
import type { Codec } from './codec.ts';
import type { PageGlobals } from './page-globals.ts';
import type { WorldLink } from './world-link.ts';

export type ToHost =
  | { readonly kind: 'invoke'; readonly id: number; readonly channel: string; readonly args: unknown[] }
  | { readonly kind: 'send'; readonly channel: string; readonly args: unknown[] }
  | {
      readonly kind: 'permission';
      readonly id: number;
      readonly permission: string;
      readonly detail: object;
      readonly how: 'request' | 'check';
    }
  | { readonly kind: 'open'; readonly url: string; readonly name: string }
  | { readonly kind: 'preload-error'; readonly message: string; readonly stack: string };

export type ToPage =
  | { readonly kind: 'reply'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string }
  | { readonly kind: 'event'; readonly channel: string; readonly args: unknown[] };

export function preloadWorld(link: WorldLink, codec: Codec): object {
  const page = globalThis as unknown as PageGlobals; // runs in a page only
  type Listener = (event: object, ...args: unknown[]) => void;
  interface Registered {
    readonly given: Listener;
    readonly once: boolean;
  }
  const listeners = new Map<string, Registered[]>();
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let next = 1;
  const post = (message: ToHost) => page.__electronHostPost(codec.encode(message));
  const request = (make: (id: number) => ToHost) =>
    new Promise((resolve, reject) => {
      const id = next++;
      waiting.set(id, { resolve, reject });
      post(make(id));
    });

  /** Stops the page in the debugger; the host sees that, answers and lets it go on: a synchronous call. */
  const askNow = (kind: string, payload: string, object: unknown): string => {
    page.__electronHostQuestion = { kind, payload, object, answer: undefined };
    function __electronHostPause() {
      // biome-ignore lint/suspicious/noDebugger: the host answers while the page is paused here
      debugger;
    }
    __electronHostPause();
    const answer = page.__electronHostQuestion?.answer;
    page.__electronHostQuestion = undefined;
    if (typeof answer !== 'string') throw new Error(`electron host: no answer to ${kind}`);
    return answer;
  };

  page.__electronHostDispatch = (text) => {
    const message = codec.decode(text) as ToPage; // sent by the host's web-contents
    if (message.kind === 'event') {
      const registered = listeners.get(message.channel) ?? [];
      listeners.set(
        message.channel,
        registered.filter(({ once }) => !once),
      );
      for (const { given } of registered) given({ sender: ipcRenderer, ports: [] }, ...message.args);
      return;
    }
    const caller = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'reply') caller?.resolve(message.value);
    else caller?.reject(new Error(message.message));
  };

  const add = (channel: string, given: Listener, once: boolean) => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), { given, once }]);
    return ipcRenderer;
  };
  const remove = (channel: string, given: Listener) => {
    const before = listeners.get(channel) ?? [];
    const at = before.findLastIndex((entry) => entry.given === given);
    listeners.set(channel, at < 0 ? before : before.toSpliced(at, 1));
    return ipcRenderer;
  };
  const ipcRenderer = {
    invoke: (channel: string, ...args: unknown[]) => request((id) => ({ kind: 'invoke', id, channel, args })),
    send: (channel: string, ...args: unknown[]) => post({ kind: 'send', channel, args }),
    sendSync: (channel: string, ...args: unknown[]) =>
      codec.decode(askNow('sendSync', codec.encode({ channel, args }), null)),
    on: (channel: string, listener: Listener) => add(channel, listener, false),
    addListener: (channel: string, listener: Listener) => add(channel, listener, false),
    once: (channel: string, listener: Listener) => add(channel, listener, true),
    off: remove,
    removeListener: remove,
    removeAllListeners: (channel: string) => {
      listeners.delete(channel);
      return ipcRenderer;
    },
    listenerCount: (channel: string) => listeners.get(channel)?.length ?? 0,
  };

  link.offer('permission', (permission: string, detail: object, how: 'request' | 'check') =>
    request((id) => ({ kind: 'permission', id, permission, detail, how })),
  );

  link.offer('open', (url: string, name: string) => post({ kind: 'open', url, name }));

  const loud = <T extends object>(name: string, members: T): T =>
    new Proxy(members, {
      get: (target, key) => {
        if (key in target || typeof key === 'symbol' || key === 'then' || key === 'toJSON')
          return Reflect.get(target, key);
        throw new Error(`electron host: ${name}.${key} is not implemented`);
      },
    });
  const contextBridge = {
    exposeInMainWorld: (key: string, api: unknown) => {
      link.call('expose', [key, api]);
    },
  };
  const webUtils = { getPathForFile: (file: unknown) => askNow('getPathForFile', '', file) };
  return loud('renderer', {
    contextBridge: loud('contextBridge', contextBridge),
    ipcRenderer: loud('ipcRenderer', ipcRenderer),
    webUtils: loud('webUtils', webUtils),
  });
}
