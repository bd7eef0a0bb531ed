// Which kind of desktop this is, read from the environment alone. PURE: starts nothing, asks nobody.

export type Desktop = 'gnome' | 'kde' | 'sway' | 'hyprland' | 'wlroots' | 'other';

export interface DesktopSession {
  /** `xwayland`: a Wayland session in which this process was given an X server only. */
  readonly kind: 'x11' | 'wayland' | 'xwayland' | 'macos' | 'windows' | 'headless';
  readonly desktop: Desktop;
  /** DISPLAY, when there is one ("" otherwise). */
  readonly display: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export function probeSession(env: Environment, platform: NodeJS.Platform): DesktopSession {
  if (platform === 'darwin') return { kind: 'macos', desktop: 'other', display: '' };
  if (platform === 'win32') return { kind: 'windows', desktop: 'other', display: '' };
  const display = env.DISPLAY ?? '';
  return { kind: linuxKind(env, display), desktop: linuxDesktop(env), display };
}

function linuxKind(env: Environment, display: string): DesktopSession['kind'] {
  // The socket's name is the only sure sign of Wayland; XDG_SESSION_TYPE may be inherited from a login on a text console.
  if (env.WAYLAND_DISPLAY) return 'wayland';
  if (display === '') return 'headless';
  return env.XDG_SESSION_TYPE === 'wayland' ? 'xwayland' : 'x11';
}

function linuxDesktop(env: Environment): Desktop {
  if (env.SWAYSOCK) return 'sway';
  if (env.HYPRLAND_INSTANCE_SIGNATURE) return 'hyprland';
  const names = (env.XDG_CURRENT_DESKTOP ?? env.XDG_SESSION_DESKTOP ?? '').toLowerCase().split(':');
  const has = (...wanted: string[]): boolean => names.some((name) => wanted.includes(name));
  if (has('gnome', 'ubuntu', 'unity', 'gnome-classic', 'pop')) return 'gnome';
  if (has('kde', 'plasma')) return 'kde';
  if (has('sway')) return 'sway';
  if (has('hyprland')) return 'hyprland';
  if (has('wlroots', 'river', 'labwc', 'wayfire', 'niri', 'cosmic', 'dwl')) return 'wlroots';
  return 'other';
}
