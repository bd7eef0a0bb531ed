// The licence texts of everything that a package carries: what the lockfile holds for use, and the pages' own packages.
// Electron brings its own notices.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Bundled into the pages; for npm they are needed to build only. */
const ofThePages = ['node_modules/preact', 'node_modules/@fontsource-variable/inter'];
/** Node for the scripts of a checkout; packages run on Electron. */
const ofTheCheckout = /node_modules\/node-(?:darwin|linux|win)-/;

const lockfile = z.object({
  packages: z.record(z.string(), z.looseObject({ dev: z.boolean().optional(), optional: z.boolean().optional() })),
});
/** A name, or what packages of npm's first years wrote. */
const named = z.union([z.string(), z.object({ type: z.string() }).transform(({ type }) => type)]);
const manifest = z.looseObject({
  name: z.string(),
  version: z.string(),
  license: z.union([named, z.array(named).transform((names) => names.join(' or '))]).optional(),
});

/** Folders of the packages that are carried, relative to `root`. */
export function carriedPackages(root: string): string[] {
  const { packages } = lockfile.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  const used = Object.entries(packages).filter(
    ([path, facts]) => path !== '' && !facts.dev && !ofTheCheckout.test(path),
  );
  return [...used.map(([path]) => path), ...ofThePages].toSorted();
}

/** @throws when a package is not installed or says nothing of its licence */
export function thirdPartyNotices(root: string): string {
  const notices = new Map<string, string>();
  for (const path of carriedPackages(root)) {
    const folder = join(root, path);
    const {
      name,
      version,
      license: kind,
    } = manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
    const text = licenceText(folder);
    if (kind === undefined && text === '') throw new Error(`${name} says nothing of its licence.`);
    notices.set(`${name} ${version}`, `${name} ${version} (${kind ?? 'see below'})\n\n${text || `Licence: ${kind}\n`}`);
  }
  const line = `\n${'-'.repeat(100)}\n\n`;
  return `Sotto carries the packages below. Electron's own notices are in LICENSES.chromium.html.\n${line}${[...notices.values()].join(line)}`;
}

function licenceText(folder: string): string {
  const files = readdirSync(folder).filter((name) => /^(?:licen[cs]e|copying|notice)(?:[.-]|$)/i.test(name));
  return files.map((name) => `${readFileSync(join(folder, name), 'utf8').trim()}\n`).join('\n');
}
