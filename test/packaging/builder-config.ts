// electron-builder.yml as electron-builder reads it: with the parser that it brings along.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';

const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'));
const library = createRequire(builder.resolve('app-builder-lib/package.json'));
const { load } = z.object({ load: z.custom<(text: string) => unknown>() }).parse(library('js-yaml'));

const shape = z.looseObject({
  appId: z.string(),
  asar: z.unknown(),
  asarUnpack: z.array(z.string()),
  disableAsarIntegrity: z.boolean().optional(),
  npmRebuild: z.boolean(),
  publish: z.string(),
  files: z.array(z.string()),
  electronFuses: z.record(z.string(), z.boolean()),
  linux: z.looseObject({ target: z.array(z.string()), syncDesktopName: z.boolean(), executableName: z.string() }),
  deb: z.looseObject({ recommends: z.array(z.string()) }),
  mac: z.looseObject({
    hardenedRuntime: z.boolean(),
    entitlements: z.string(),
    entitlementsInherit: z.string(),
    minimumSystemVersion: z.string(),
    extendInfo: z.record(z.string(), z.unknown()),
    target: z.array(z.object({ target: z.string(), arch: z.array(z.string()) })),
  }),
  win: z.looseObject({ target: z.array(z.string()) }),
  nsis: z.looseObject({ deleteAppDataOnUninstall: z.boolean() }),
});

export type BuilderConfig = z.infer<typeof shape>;

export function readBuilderConfig(root: string): BuilderConfig {
  return shape.parse(load(readFileSync(join(root, 'electron-builder.yml'), 'utf8')));
}
