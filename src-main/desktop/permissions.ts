// Applies the permissions table to a session: unknown is refused, cached grants are forgotten first.
import type { Session } from 'electron';
import { host, isPermitted, scheme } from './page-address.ts';

export function guardPermissions(session: Session, onRefused: (permission: string) => void): void {
  session.setPermissionRequestHandler(null);
  session.setPermissionRequestHandler((contents, permission, callback, details) => {
    const mediaTypes = 'mediaTypes' in details ? details.mediaTypes : undefined;
    const allowed = isPermitted(permission, { mediaTypes, page: pageOf(contents.getURL()) });
    if (!allowed) onRefused(permission);
    callback(allowed);
  });
  session.setPermissionCheckHandler((contents, permission, _origin, details) => {
    const mediaTypes = details.mediaType === undefined ? undefined : [details.mediaType];
    return contents !== null && isPermitted(permission, { mediaTypes, page: pageOf(contents.getURL()) });
  });
  session.setDevicePermissionHandler(() => false);
}

function pageOf(address: string): string {
  const url = URL.parse(address);
  return url?.protocol === `${scheme}:` && url.host === host ? url.pathname.slice(1) : '';
}
