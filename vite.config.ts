// One config, three targets: the main process and the command line (ESM for Node), the preload (one CommonJS file, as
// a sandboxed preload must be) and the pages (Preact, plain CSS). `vite build --app` builds all of them into dist/.
import { cpSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const root = import.meta.dirname;

/** Not bundled: electron is provided at run time, the others are native or load files of their own. */
const external = ['electron', /^node:/, 'uiohook-napi', 'node-record-lpcm16', 'opusscript'];

/** Files that are loaded by path at run time: the recorder definitions, icons and sounds. */
const copied: Readonly<Record<string, string>> = {
  'src-main/audio/recorder/definitions': 'dist/recorders',
  'assets/icons': 'dist/icons',
  'assets/sounds': 'dist/sounds',
};
const copyBeside: Plugin = {
  name: 'copy-beside',
  applyToEnvironment: (environment) => environment.name === 'main',
  writeBundle: () => {
    for (const [from, to] of Object.entries(copied))
      cpSync(resolve(root, from), resolve(root, to), { recursive: true });
  },
};

export default defineConfig({
  plugins: [copyBeside],
  root: resolve(root, 'src-renderer'),
  base: './',
  publicDir: false,
  oxc: { jsx: { importSource: 'preact' } },
  builder: {},
  environments: {
    client: {
      build: {
        outDir: resolve(root, 'dist/pages'),
        emptyOutDir: true,
        modulePreload: false,
        // Electron's Chromium: light-dark() and nesting stay as written.
        target: 'chrome140',
        rollupOptions: {
          input: {
            window: resolve(root, 'src-renderer/window.html'),
            overlay: resolve(root, 'src-renderer/overlay.html'),
            capture: resolve(root, 'src-renderer/capture.html'),
          },
        },
      },
    },
    main: {
      consumer: 'server',
      resolve: { noExternal: true, conditions: ['node', 'import', 'module', 'default'] },
      build: {
        outDir: resolve(root, 'dist'),
        emptyOutDir: false,
        minify: false,
        target: 'node22',
        ssr: true,
        rollupOptions: {
          external,
          input: {
            main: resolve(root, 'src-main/main.ts'),
            cli: resolve(root, 'src-main/cli.ts'),
            'hook-child': resolve(root, 'src-main/hotkeys/hook-child.ts'),
            'refresh-keeper': resolve(root, 'src-main/codex/credentials/refresh-keeper-main.ts'),
          },
          output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
        },
      },
    },
    preload: {
      consumer: 'server',
      resolve: { noExternal: true },
      build: {
        outDir: resolve(root, 'dist'),
        emptyOutDir: false,
        minify: false,
        target: 'node22',
        ssr: true,
        rollupOptions: {
          external,
          input: { preload: resolve(root, 'src-main/preload.ts') },
          output: { format: 'cjs', entryFileNames: '[name].cjs' },
        },
      },
    },
  },
});
