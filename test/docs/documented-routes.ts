// The server's routes as data: made with ports that nothing calls.
import { allRoutes } from '../../src-main/server/all-routes.ts';
import type { Route } from '../../src-main/server/route.ts';
import { defaultLimits, type ServerOptions } from '../../src-main/server/server-options.ts';
import type { UploadFolder } from '../../src-main/server/upload-folder.ts';

export function documentedRoutes(): readonly Route[] {
  const options = { version: '0', ports: {} } as ServerOptions; // routes keep their ports for later; none is called here
  return allRoutes(options, defaultLimits, {} as UploadFolder); // likewise
}
