// Everything that a user can set, with its default, in one schema: settings.json, the settings page, import/export and
// the command line all read it. PURE.
import { z } from 'zod';
import { settingProblem } from './setting-problem.ts';

const section = <T extends z.ZodRawShape>(shape: T) => z.object(shape);

/** Window classes that paste with Ctrl+Shift+V; compared without case against WM_CLASS / app id. */
export const defaultTerminals = [
  'xterm', 'uxterm', 'gnome-terminal', 'gnome-terminal-server', 'kgx', 'org.gnome.console', 'konsole', 'org.kde.konsole',
  'xfce4-terminal', 'mate-terminal', 'lxterminal', 'qterminal', 'terminator', 'tilix', 'alacritty', 'kitty', 'foot',
  'org.wezfurlong.wezterm', 'wezterm', 'ghostty', 'com.mitchellh.ghostty', 'st', 'urxvt', 'rxvt', 'ptyxis', 'org.gnome.ptyxis',
  'guake', 'yakuake', 'tilda', 'cool-retro-term', 'hyper', 'tabby', 'rio', 'warp', 'deepin-terminal', 'blackbox',
]; // biome-ignore format: a list of names reads better in lines

export const targetRule = z.object({
  /** Part of the window's class or app id, without case. */
  match: z.string().min(1).max(200),
  chord: z.enum(['auto', 'ctrl+v', 'ctrl+shift+v', 'shift+insert', 'cmd+v', 'type', 'copy']).default('auto'),
  pressEnter: z.boolean().default(false),
  trailingSpace: z.boolean().default(false),
});
export type TargetRule = z.infer<typeof targetRule>;

/** `host:port`, or an address of these kinds; a path or a query would be ignored by every proxy. */
function isProxyAddress(text: string): boolean {
  const address = text.includes('://') ? text : `http://${text}`;
  if (/\s/.test(address) || !URL.canParse(address)) return false;
  const { protocol, hostname, pathname, search, hash } = new URL(address);
  const bare = (pathname === '' || pathname === '/') && search === '' && hash === '';
  return bare && hostname !== '' && ['http:', 'https:', 'socks:', 'socks5:', 'socks5h:'].includes(protocol);
}

/** What a browser sends as Origin: scheme and host, perhaps a port, nothing behind it. */
export const isOrigin = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\/[^/*\s?#]+$/i.test(text);

const days = z.number().int().min(0).max(3650);

export const settingsSchema = z.object({
  dictation: section({
    mode: z.enum(['auto', 'hold', 'toggle']).default('auto'),
    /** A press shorter than this toggles in auto mode. */
    tapMs: z.number().int().min(100).max(2000).default(350),
    doubleTapLock: z.boolean().default(false),
    escape: z.enum(['off', 'single', 'double']).default('single'),
    /** ISO 639-1 code; empty lets the service decide. */
    language: z.string().trim().max(20).default(''),
    postRollMs: z.number().int().min(0).max(1000).default(250),
    /** Keep the microphone open this long after use; 0 closes it at once. */
    keepOpenSeconds: z.number().int().min(0).max(600).default(0),
    /** Cut at pauses and send while speaking. */
    segments: z.boolean().default(true),
    pauseMedia: z.boolean().default(false),
    cues: z.enum(['off', 'on']).default('off'),
    cueVolume: z.number().min(0).max(1).default(0.4),
  }).prefault({}),
  microphone: section({
    /** Recorder's device id; empty follows the system. */
    device: z.string().max(300).default(''),
    sampleRate: z.union([z.literal(16000), z.literal(24000)]).default(16000),
    recorder: z.enum(['auto', 'pw-record', 'parecord', 'arecord', 'sox', 'window']).default('auto'),
  }).prefault({}),
  hotkeys: section({
    /** Electron accelerator, or a single modifier by its code name ("ControlRight"); empty = none. */
    dictate: z.string().max(100).default('default'),
    pasteLast: z.string().max(100).default(''),
  }).prefault({}),
  insertion: section({
    method: z.enum(['paste', 'type', 'copy']).default('paste'),
    restoreClipboard: z.boolean().default(true),
    keepOutOfClipboardHistory: z.boolean().default(true),
    trailingSpace: z.boolean().default(false),
    terminals: z.array(z.string().min(1).max(200)).max(200).default(defaultTerminals),
    rules: z.array(targetRule).max(200).default([]),
  }).prefault({}),
  history: section({
    /** 0 keeps it for ever. */
    audioDays: days.default(30),
    textDays: days.default(0),
    discardedDays: z.number().int().min(1).max(365).default(7),
    /** Largest total of kept audio in MB; 0 = no limit. */
    audioMegabytes: z.number().int().min(0).max(1_000_000).default(0),
    /** Largest number of takes whose audio is kept; 0 = no limit. */
    audioTakes: z.number().int().min(0).max(1_000_000).default(0),
    /** Keep nothing at all after the text was inserted. */
    keep: z.boolean().default(true),
  }).prefault({}),
  account: section({
    practice: z.boolean().default(false),
    /** Goes before the environment's and the system's; empty: those decide. */
    proxy: z
      .string()
      .trim()
      .max(500)
      .refine((text) => text === '' || isProxyAddress(text), {
        error: 'must be written as http://host:port or socks5://host:port',
      })
      .default(''),
    apiKeyModel: z.string().trim().min(1).max(100).default('gpt-4o-mini-transcribe'),
  }).prefault({}),
  server: section({
    enabled: z.boolean().default(false),
    port: z.number().int().min(1024).max(65535).default(8788),
    origins: z
      .array(
        z.string().trim().min(1).max(300).refine(isOrigin, {
          error:
            'must be scheme and host, such as app://obsidian.md or http://localhost:3000, without a path and without *',
        }),
      )
      .max(50)
      .default([]),
    storeTakes: z.boolean().default(false),
    concurrency: z.number().int().min(1).max(64).default(16),
    maxUploadMegabytes: z.number().int().min(1).max(1000).default(50),
  }).prefault({}),
  appearance: section({
    theme: z.enum(['system', 'light', 'dark']).default('system'),
    locale: z.enum(['system', 'en', 'de']).default('system'),
    overlay: z.enum(['bottom', 'top', 'off']).default('bottom'),
    notifications: z.boolean().default(true),
  }).prefault({}),
  app: section({
    openAtLogin: z.boolean().default(false),
    updates: z.boolean().default(false),
    onboarded: z.boolean().default(false),
  }).prefault({}),
});

export type Settings = z.infer<typeof settingsSchema>;
export type SettingsSection = keyof Settings;
/** What a caller may change: any part of any section. */
export type SettingsPatch = { readonly [S in SettingsSection]?: Partial<Settings[S]> };

export const defaultSettings: Settings = settingsSchema.parse({});

/** Ctrl+Alt+Space; Control+Option+Space on a Mac. */
export const defaultHotkey = 'Control+Alt+Space';
export const resolveHotkey = (setting: string): string => (setting === 'default' ? defaultHotkey : setting);

interface Fault {
  /** "server.port" must be at least 1024 */
  readonly what: string;
  readonly instead: string;
}

/** Section by section, so that one bad value doesn't cost the others: {settings, problems as sentences}. */
export function readSettings(raw: unknown): { settings: Settings; problems: string[] } {
  const { settings, faults } = examine(raw);
  return { settings, problems: faults.map(({ what, instead }) => `${what}; ${instead}.`) };
}

/** All or nothing, for a file that somebody chose: what is wrong with it first, as the beginning of a sentence. */
export function readWholeSettings(raw: unknown): { readonly settings: Settings } | { readonly fault: string } {
  const { settings, faults } = examine(raw);
  return faults[0] ? { fault: faults[0].what } : { settings };
}

function examine(raw: unknown): { settings: Settings; faults: Fault[] } {
  const faults: Fault[] = [];
  const isObject = typeof raw === 'object' && raw !== null && !Array.isArray(raw);
  const source = isObject ? (raw as Record<string, unknown>) : {}; // checked: an object
  if (raw !== undefined && !isObject)
    faults.push({ what: 'The settings are not an object', instead: 'the defaults are used' });
  const settings: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(settingsSchema.shape)) {
    const value = typeof source[name] === 'object' && source[name] !== null ? { ...(source[name] as object) } : {};
    if (source[name] !== undefined && (typeof source[name] !== 'object' || source[name] === null))
      faults.push({ what: `"${name}" is not a section`, instead: 'its defaults are used' });
    settings[name] = dropBadKeys(name, schema, value as Record<string, unknown>, faults); // a copy made above
  }
  for (const name of Object.keys(source)) {
    if (!Object.hasOwn(settingsSchema.shape, name) && name !== '__internal__')
      faults.push({ what: `"${name}" is not a setting of this version`, instead: 'it is ignored' });
  }
  return { settings: settings as Settings, faults }; // every section was parsed by its own schema
}

function dropBadKeys(name: string, schema: z.ZodType, value: Record<string, unknown>, faults: Fault[]): unknown {
  for (;;) {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const bad = new Set(parsed.error.issues.map((issue) => String(issue.path[0] ?? '')));
    for (const key of bad) {
      if (!Object.hasOwn(value, key)) return schema.parse({});
      const issue = parsed.error.issues.find(({ path }) => String(path[0]) === key);
      const why = issue ? settingProblem(issue) : 'can\u2019t be used';
      faults.push({ what: `"${name}.${key}" ${why}`, instead: 'its default is used' });
      delete value[key];
    }
  }
}
