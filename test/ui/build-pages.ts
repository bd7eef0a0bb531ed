// Builds the pages as they ship, and the fake bridge beside them, once before the tests of this folder.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, loadConfigFromFile, type UserConfig } from 'vite';

const root = join(import.meta.dirname, '../..');
export const pagesFolder = join(root, 'test-results/pages');
export const bridgeFile = join(root, 'test-results/bridge/fake-bridge.js');

export default async function buildPages(): Promise<void> {
  const loaded = await loadConfigFromFile({ command: 'build', mode: 'production' }, join(root, 'vite.config.ts'));
  const config: UserConfig = loaded?.config ?? {};
  const input = { window: join(root, 'src-renderer/window.html'), overlay: join(root, 'src-renderer/overlay.html') };
  const client = config.environments?.client?.build ?? {};
  rmSync(pagesFolder, { recursive: true, force: true });
  await build({
    ...config,
    configFile: false,
    logLevel: 'warn',
    environments: {},
    build: { ...client, outDir: pagesFolder, rollupOptions: { ...client.rollupOptions, input } },
  });
  await build({
    configFile: false,
    logLevel: 'warn',
    root,
    build: {
      outDir: join(root, 'test-results/bridge'),
      minify: false,
      target: 'chrome140',
      lib: {
        entry: join(root, 'test/ui/pages/fake-bridge.ts'),
        formats: ['iife'],
        name: 'fakeBridge',
        fileName: () => 'fake-bridge.js',
      },
    },
  });
}
