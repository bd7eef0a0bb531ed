import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';

const lockfile = z
  .object({
    packages: z.record(
      z.string(),
      z.looseObject({
        hasInstallScript: z.boolean().optional(),
        integrity: z.string().optional(),
        link: z.boolean().optional(),
        resolved: z.string().optional(),
        inBundle: z.boolean().optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8')));

const packages = Object.entries(lockfile.packages).filter(([path]) => path !== '');

/** Both are looked at and neither is needed: `npm ci --ignore-scripts` gives a working tree. */
const allowed = ['electron-winstaller', 'uiohook-napi'];

it('no dependency gains an install script that nobody looked at', () => {
  const found = packages
    .filter(([, facts]) => facts.hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
  expect([...new Set(found)].toSorted()).toEqual(allowed);
});

it('every dependency is held by its digest', () => {
  const loose = packages.filter(([, facts]) => !facts.link && !facts.inBundle && !facts.integrity);
  expect(loose.map(([path]) => path)).toEqual([]);
});

it('no dependency comes from anywhere but the registry', () => {
  const elsewhere = packages.filter(([, { resolved }]) => resolved !== undefined && !resolved.startsWith('https://'));
  expect(elsewhere.map(([path, facts]) => `${path}: ${facts.resolved}`)).toEqual([]);
});

it('our own dependencies are pinned exactly', () => {
  const manifest = z
    .object({
      dependencies: z.record(z.string(), z.string()),
      devDependencies: z.record(z.string(), z.string()),
      optionalDependencies: z.record(z.string(), z.string()),
    })
    .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')));
  const ranges = Object.entries({
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
  }).filter(([, range]) => !/^\d+\.\d+\.\d+$/.test(range));
  expect(ranges).toEqual([]);
});
