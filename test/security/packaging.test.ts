import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { repository } from '../../src-main/contract/project.ts';
import { readBuilderConfig } from '../packaging/builder-config.ts';

const root = join(import.meta.dirname, '..', '..');
const config = readBuilderConfig(root);
const manifest = z
  .object({
    desktopName: z.string(),
    homepage: z.url(),
    repository: z.string(),
    optionalDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

describe('the packages', () => {
  it('set every fuse', () => {
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('keep the code in one archive whose content is checked', () => {
    expect(config.asar).toEqual({ smartUnpack: false });
    expect(config.asarUnpack).toEqual(['**/*.node']);
    expect(config.disableAsarIntegrity).toBeUndefined();
    expect(config.npmRebuild).toBe(false);
  });

  it('take in the build and nothing else of the folder', () => {
    expect(config.files.filter((pattern) => !pattern.startsWith('!'))).toEqual(['dist/**', 'package.json']);
    expect(config.files).toContain(
      '!node_modules/!(debug|ms|uiohook-napi|node-gyp-build|node-record-lpcm16|opusscript)/**',
    );
    // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder fills the places in.
    expect(config.files).toContain('!node_modules/uiohook-napi/prebuilds/!(${platform}-${arch})/**');
    // Patterns of a platform that only exclude would bring the whole folder in.
    for (const platform of [config.linux, config.mac, config.win]) expect(platform).not.toHaveProperty('files');
  });

  it('run no hook while they are made', () => {
    for (const hook of ['beforePack', 'afterPack', 'afterSign', 'beforeBuild', 'afterExtract', 'onNodeModuleFile']) {
      expect(config).not.toHaveProperty(hook);
    }
  });

  it('leave recordings and texts alone on removal', () => {
    expect(config.nsis.deleteAppDataOnUninstall).toBe(false);
    const script = readFileSync(join(root, 'assets/linux/after-remove.sh'), 'utf8');
    expect(script).not.toMatch(/rm -rf|\$HOME|~\/|\.config/);
  });
});

it('there is one address of the project: in package.json, the code and the documents', () => {
  expect(`https://github.com/${manifest.repository.replace(/^github:/, '')}`).toBe(repository);
  expect(manifest.homepage).toBe(repository);
  expect(config.publish).toBe('github'); // owner and name are package.json's
  for (const page of ['README.md', 'SECURITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md']) {
    const named = readFileSync(join(root, page), 'utf8').match(/https:\/\/github\.com\/sotto[\w-]*\/[\w-]+/g) ?? [];
    expect(named.filter((address) => address !== repository)).toEqual([]);
  }
});

describe('on Linux', () => {
  it('the window belongs to the desktop file', () => {
    expect(manifest.desktopName).toBe(`${config.appId}.desktop`);
    expect(config.appId).toMatch(/^[a-z]+(?:\.[A-Za-z_][\w]*){2,}$/);
    expect(config.linux.syncDesktopName).toBe(true);
    expect(config.linux.executableName).toBe('sotto');
  });

  it('there is a package for every family', () => {
    expect(config.linux.target).toEqual(['deb', 'rpm', 'AppImage', 'tar.gz']);
    expect(config.deb.recommends).toEqual(['pipewire-bin | pulseaudio-utils', 'xdotool | wtype', 'wl-clipboard']);
  });
});

describe('on macOS', () => {
  it('exactly the entitlements that dictation needs are asked for', () => {
    expect(config.mac.entitlementsInherit).toBe(config.mac.entitlements);
    const plist = readFileSync(join(root, config.mac.entitlements), 'utf8');
    const keys = [...plist.matchAll(/<key>([^<]+)<\/key>\s*<true\/>/g)].map(([, key]) => key);
    expect(keys.toSorted()).toEqual([
      'com.apple.security.automation.apple-events', // presses the paste keys
      'com.apple.security.cs.allow-jit', // V8
      'com.apple.security.device.audio-input', // the microphone
    ]);
    expect([...plist.matchAll(/<key>/g)]).toHaveLength(3);
  });

  it('the runtime is hardened, the app stays out of the Dock and says why it listens', () => {
    expect(config.mac.hardenedRuntime).toBe(true);
    expect(config.mac.minimumSystemVersion).toBe('13.0');
    expect(config.mac.extendInfo).toEqual({
      LSUIElement: true,
      NSMicrophoneUsageDescription: expect.stringMatching(/record/),
      NSAppleEventsUsageDescription: expect.stringMatching(/paste/),
    });
  });

  it('both processors are served', () => {
    expect(config.mac.target).toEqual([
      { target: 'dmg', arch: ['x64', 'arm64'] },
      { target: 'zip', arch: ['x64', 'arm64'] },
    ]);
  });
});

it('every file that the packages are made from is there', () => {
  const text = readFileSync(join(root, 'electron-builder.yml'), 'utf8');
  const named = [...text.matchAll(/\bassets\/[\w./-]+/g)].map(([path]) => path);
  expect(named.length).toBeGreaterThan(4);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
