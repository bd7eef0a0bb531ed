// What is in a folder that electron-builder made: names in the archive and beside it, sizes, fuses. Reads files only.
import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';

export function archiveEntries(unpackedApp: string): string[] {
  return listPackage(join(unpackedApp, 'resources/app.asar'), { isPack: false }).map((name) =>
    name.replaceAll('\\', '/'),
  );
}

export function filesBeside(unpackedApp: string): string[] {
  const folder = join(unpackedApp, 'resources/app.asar.unpacked');
  return filesIn(folder).map((file) => relative(folder, file));
}

/** Bytes of the archive and what lies beside it. */
export function ownPartBytes(unpackedApp: string): number {
  const resources = join(unpackedApp, 'resources');
  return filesIn(resources).reduce((sum, file) => sum + statSync(file).size, 0);
}

/** The fuses as electron-builder.yml writes them. */
export async function readFuses(executable: string): Promise<Record<string, boolean>> {
  const wire = await getCurrentFuseWire(executable);
  const names: Readonly<Record<string, FuseV1Options>> = {
    runAsNode: FuseV1Options.RunAsNode,
    enableCookieEncryption: FuseV1Options.EnableCookieEncryption,
    enableNodeOptionsEnvironmentVariable: FuseV1Options.EnableNodeOptionsEnvironmentVariable,
    enableNodeCliInspectArguments: FuseV1Options.EnableNodeCliInspectArguments,
    enableEmbeddedAsarIntegrityValidation: FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
    onlyLoadAppFromAsar: FuseV1Options.OnlyLoadAppFromAsar,
    loadBrowserProcessSpecificV8Snapshot: FuseV1Options.LoadBrowserProcessSpecificV8Snapshot,
    grantFileProtocolExtraPrivileges: FuseV1Options.GrantFileProtocolExtraPrivileges,
  };
  return Object.fromEntries(Object.entries(names).map(([name, fuse]) => [name, wire[fuse] === FuseState.ENABLE]));
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
