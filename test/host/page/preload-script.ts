// Puts the injected functions together into the two scripts that run before a document's own: one per world.
import { makeCodec } from './codec.ts';
import { pageWorld } from './page-world.ts';
import { preloadWorld } from './preload-world.ts';
import { worldLink } from './world-link.ts';

/** Chromium's name for the isolated world; the host finds its execution context by it. */
export const preloadWorldName = 'Electron Isolated Context';

/** Only the top frame has a preload (electron.d.ts, WebPreferences.nodeIntegrationInSubFrames is false). */
const topFrameOnly = 'if (globalThis.window !== globalThis.top) return;';

export function pageScript(token: string): string {
  return `(() => { ${topFrameOnly} (${pageWorld.toString()})((${worldLink.toString()})(${JSON.stringify(token)}, 'page')); })();`;
}

/**
 * @param preload source of the app's preload (CommonJS), or undefined
 * @param processInfo the `process` object that a sandboxed preload sees
 */
export function preloadScript(token: string, preload: string | undefined, processInfo: object): string {
  return `(() => { ${topFrameOnly}
const codec = (${makeCodec.toString()})();
const electron = (${preloadWorld.toString()})((${worldLink.toString()})(${JSON.stringify(token)}, 'preload'), codec);
const process = ${JSON.stringify(processInfo)};
const require = (name) => {
  if (name === 'electron' || name === 'electron/renderer' || name === 'electron/common') return electron;
  throw new Error('module not found: ' + name);
};
const module = { exports: {} };
try {
  (function (require, module, exports, process) {${preload ?? ''}
}).call(globalThis, require, module, module.exports, process);
} catch (error) {
  console.error('Unable to load preload script', error);
  globalThis.__electronHostPost(codec.encode({ kind: 'preload-error', message: String(error?.message ?? error), stack: String(error?.stack ?? '') }));
}
})();`;
}
