// What may be in a package and what may not. PURE: lists of names in, complaints out.

/** Our own part, packed and unpacked together: everything but Electron itself. */
export const ownPartLimitMiB = 15;

/** Packages that the bundle leaves outside (vite.config.ts, `external`) and what they need. */
export const packedModules: readonly string[] = [
  'debug',
  'ms',
  'node-gyp-build',
  'node-record-lpcm16',
  'opusscript',
  'uiohook-napi',
];

const needed: readonly string[] = [
  '/package.json',
  '/dist/main.js',
  '/dist/cli.js',
  '/dist/preload.cjs',
  '/dist/hook-child.js',
  '/dist/refresh-keeper.js',
  '/dist/pages/window.html',
  '/dist/pages/overlay.html',
  '/dist/pages/capture.html',
  '/dist/recorders/parecord.cjs',
  '/dist/icons/icon-256.png',
  '/dist/sounds/start.wav',
  '/node_modules/opusscript/build/opusscript_native_wasm.wasm',
  '/node_modules/node-record-lpcm16/index.js',
  '/node_modules/uiohook-napi/dist/index.js',
];

const forbidden: readonly (readonly [RegExp, string])[] = [
  [/^\/(?:src-main|src-renderer|test|assets|release|test-results)\//, 'sources and tests stay at home'],
  [/\.(?:ts|tsx|map|c|cc|h|gyp|log)$/, 'no sources, maps, build files or logs'],
  [/(?:^|\/)(?:\.env.*|auth\.json|\.npmrc|\.git.*|.*\.(?:pem|key|p12))$/, 'nothing that could be a secret'],
  [/\/libuiohook\//, 'the key hook comes built'],
];

/**
 * @param entries as `asar list` has them: absolute within the archive, folders included
 * @returns one sentence for each broken rule; empty when all is well
 */
export function judgeArchive(entries: readonly string[], platform: string, arch: string): string[] {
  const complaints = needed
    .filter((name) => !entries.includes(name))
    .map((name) => `${name} is missing from the archive`);
  const build = `/node_modules/uiohook-napi/prebuilds/${platform}-${arch}/uiohook-napi.node`;
  if (!entries.includes(build)) complaints.push(`${build} is missing from the archive`);
  for (const name of packedModules) {
    const manifest = new RegExp(`/node_modules/${name}/package\\.json$`);
    if (!entries.some((entry) => manifest.test(entry))) complaints.push(`${name} is missing from the archive`);
  }
  for (const entry of entries) {
    for (const [pattern, why] of forbidden) if (pattern.test(entry)) complaints.push(`${entry}: ${why}`);
    const prebuild = /\/prebuilds\/([^/]+)/.exec(entry)?.[1];
    if (prebuild && prebuild !== `${platform}-${arch}`) complaints.push(`${entry}: built for another system`);
    const module = /\/node_modules\/((?:@[^/]+\/)?[^/@]+)(?:\/|$)(?!.*node_modules\/)/.exec(entry)?.[1];
    if (module && !packedModules.includes(module)) complaints.push(`${entry}: ${module} is in the bundle already`);
  }
  return complaints;
}

/** @param names files beside the archive that were packed as plain files, relative to app.asar.unpacked */
export function judgeUnpacked(names: readonly string[]): string[] {
  return names.filter((name) => !name.endsWith('.node')).map((name) => `${name}: only native parts lie outside`);
}
