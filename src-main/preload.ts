// The bridge: three functions, nothing else, crosses into the pages. Bundled to one CommonJS file, as a sandboxed preload
// must be. It must not know commands or events: the contract's schemas check both ends.
import { contextBridge, ipcRenderer, webUtils } from 'electron';

const listeners = new Map<string, Set<(payload: unknown) => void>>();

ipcRenderer.on('event', (_event, message: { readonly name: string; readonly payload: unknown }) => {
  for (const listener of listeners.get(message.name) ?? []) listener(message.payload);
});

contextBridge.exposeInMainWorld('sotto', {
  rpc: (name: string, input?: unknown) => ipcRenderer.invoke('rpc', name, input),
  on: (name: string, listener: (payload: unknown) => void) => {
    const set = listeners.get(name) ?? new Set();
    listeners.set(name, set.add(listener));
    return () => {
      set.delete(listener);
    };
  },
  pathForFile: (file: unknown) => webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]), // a File of the page
  /** The capture page's sound; refused from every other page. */
  capture: (message: unknown) => ipcRenderer.send('capture', message),
  platform: process.platform,
});
