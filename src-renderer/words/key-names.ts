// Keys as people read them on their keyboard: accelerators to keycaps. PURE.
import type { Locale } from './words.ts';

export type Platform = 'linux' | 'darwin' | 'win32';

/** The same as contract/settings.ts `defaultHotkey`; a test holds the two together. */
export const defaultKey = 'Control+Alt+Space';
export const resolveKey = (setting: string): string => (setting === 'default' ? defaultKey : setting);

const mac: Readonly<Record<string, string>> = {
  Control: '⌃',
  Ctrl: '⌃',
  Alt: '⌥',
  Option: '⌥',
  Shift: '⇧',
  Command: '⌘',
  Cmd: '⌘',
  CommandOrControl: '⌘',
  CmdOrCtrl: '⌘',
  Super: '⌘',
  Meta: '⌘',
};
const english: Readonly<Record<string, string>> = {
  Control: 'Ctrl',
  CommandOrControl: 'Ctrl',
  CmdOrCtrl: 'Ctrl',
  Escape: 'Esc',
  Return: 'Enter',
  AltGr: 'AltGr',
};
const german: Readonly<Record<string, string>> = {
  ...english,
  Control: 'Strg',
  Ctrl: 'Strg',
  CommandOrControl: 'Strg',
  CmdOrCtrl: 'Strg',
  Shift: 'Umschalt',
  Space: 'Leertaste',
  Delete: 'Entf',
  Insert: 'Einfg',
  Home: 'Pos1',
  End: 'Ende',
  PageUp: 'Bild auf',
  PageDown: 'Bild ab',
  Backspace: 'Rücktaste',
  CapsLock: 'Feststelltaste',
};

/** "Control+Alt+Space" to ["Ctrl", "Alt", "Space"]; "ControlRight" to ["Right Ctrl"]. */
export function keyNames(accelerator: string, platform: Platform, locale: Locale): string[] {
  return accelerator
    .split('+')
    .filter((part) => part !== '')
    .map((part) => keyName(part, platform, locale));
}

function keyName(part: string, platform: Platform, locale: Locale): string {
  const side = /^(Control|Shift|Alt|Meta|Super)(Left|Right)$/.exec(part);
  if (side?.[1] && side[2]) {
    const name = keyName(platform === 'win32' && side[1] === 'Meta' ? 'Win' : side[1], platform, locale);
    if (locale === 'de') return `${name} ${side[2] === 'Left' ? 'links' : 'rechts'}`;
    return `${side[2]} ${name}`;
  }
  if (platform === 'darwin' && mac[part]) return mac[part];
  const names = locale === 'de' ? german : english;
  return names[part] ?? part;
}

/** "Ctrl+Alt+Space", "⌃⌥Space". */
export function keyLine(accelerator: string, platform: Platform, locale: Locale): string {
  return keyNames(accelerator, platform, locale).join(platform === 'darwin' ? '' : '+');
}
