// The lines that make a Wayland compositor own the key, for the Doctor to show: the compositor runs the command line of
// the running app. PURE text.
import type { Accelerator } from './accelerator.ts';
import { trigger } from './portal.ts';

export interface CompositorLines {
  /** File that they belong into, for people. */
  readonly file: string;
  readonly lines: readonly string[];
}

/** @param command how the app is called here, "sotto" or the path of an AppImage */
export function compositorLines(
  desktop: 'sway' | 'hyprland',
  accelerator: Accelerator,
  command = 'sotto',
): CompositorLines {
  const keys = trigger(accelerator).split('+');
  const key = keys.at(-1) ?? '';
  const modifiers = keys.slice(0, -1);
  if (desktop === 'hyprland') {
    const held = modifiers.map((name) => (name === 'LOGO' ? 'SUPER' : name)).join(' ');
    return {
      file: '~/.config/hypr/hyprland.conf',
      lines: [`bind = ${held}, ${key}, exec, ${command} start`, `bindr = ${held}, ${key}, exec, ${command} stop`],
    };
  }
  const names: Readonly<Record<string, string>> = { CTRL: 'Ctrl', ALT: 'Mod1', SHIFT: 'Shift', LOGO: 'Mod4' };
  const chord = [...modifiers.map((name) => names[name] ?? name), key].join('+');
  return {
    file: '~/.config/sway/config',
    lines: [`bindsym --no-repeat ${chord} exec ${command} start`, `bindsym --release ${chord} exec ${command} stop`],
  };
}
