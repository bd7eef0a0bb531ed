// electron.d.ts `interface Protocol`: handlers of the app's own schemes. Requests reach them through page-requests.ts.
import { addScheme, removeScheme } from '../custom-scheme.ts';
import { loudModule } from '../loud.ts';
import { app } from './app.ts';

export type SchemeHandler = (request: Request) => Response | Promise<Response>;

const handlers = new Map<string, SchemeHandler>();
const privileged = new Set<string>();

export function schemeHandler(scheme: string): SchemeHandler | undefined {
  return handlers.get(scheme);
}

/**
 * Only schemes that are `standard` and `secure` are what the browser sees here (a secure https address); others would behave
 * differently in Electron.
 */
export const protocol = loudModule('protocol', {
  registerSchemesAsPrivileged: (schemes: Electron.CustomScheme[]): void => {
    if (app.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme, privileges } of schemes) if (privileges?.standard && privileges.secure) privileged.add(scheme);
  },
  handle: (scheme: string, handler: SchemeHandler): void => {
    if (!app.isReady()) throw new Error('protocol.handle can only be called after app is ready');
    if (handlers.has(scheme)) throw new Error(`The scheme has been registered: ${scheme}`);
    if (!privileged.has(scheme))
      throw new Error(`electron host: the scheme ${scheme} must be registered as standard and secure`);
    handlers.set(scheme, handler);
    addScheme(scheme);
  },
  unhandle: (scheme: string): void => {
    handlers.delete(scheme);
    removeScheme(scheme);
  },
  isProtocolHandled: (scheme: string): boolean => handlers.has(scheme),
});
