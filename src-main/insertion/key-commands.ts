// Programs that press keys, as command lines. PURE: nothing is started here.
import { type Chord, chordKeys } from './chord.ts';

export type Command = readonly [program: string, ...args: string[]];

/** wtype builds a keyboard map of its own, so its key names hold on every layout (wlroots, Hyprland, COSMIC, niri). */
export function wtypeChord(chord: Chord): Command {
  const { modifiers, key } = chordKeys[chord];
  const names = modifiers.map((modifier) => ({ control: 'ctrl', shift: 'shift', command: 'logo' })[modifier]);
  const keyName = { v: 'v', insert: 'Insert', enter: 'Return' }[key];
  return [
    'wtype',
    ...names.flatMap((name) => ['-M', name]),
    '-k',
    keyName,
    ...names.toReversed().flatMap((name) => ['-m', name]),
  ];
}

/** The text comes on standard input: command lines are readable for other programs. */
export const wtypeText: Command = ['wtype', '-'];

/** Linux input event codes (linux/input-event-codes.h): places, not letters. */
const evdev = { control: 29, shift: 42, command: 125, insert: 110, enter: 28 } as const;

/** ydotool 1.x. Null for letters: it knows places only, and "v" lies elsewhere on other layouts. */
export function ydotoolChord(chord: Chord): Command | null {
  const { modifiers, key } = chordKeys[chord];
  if (key === 'v') return null;
  const codes = [...modifiers.map((modifier) => evdev[modifier]), evdev[key]];
  return ['ydotool', 'key', ...codes.map((code) => `${code}:1`), ...codes.toReversed().map((code) => `${code}:0`)];
}

/** Version 0.1.8 (Ubuntu 24.04) takes another syntax and would type the numbers. */
export const ydotoolQuestion: Command = ['ydotool', 'key', '--help'];
export const isNewYdotool = (help: string): boolean => /keycode.*:/i.test(help);

/** xdotool is used when our own connection can't be had. `--clearmodifiers` is not: it leaves keys stuck. */
export function xdotoolChord(chord: Chord): Command {
  const { modifiers, key } = chordKeys[chord];
  const names = modifiers.map((modifier) => ({ control: 'ctrl', shift: 'shift', command: 'super' })[modifier]);
  return ['xdotool', 'key', [...names, { v: 'v', insert: 'Insert', enter: 'Return' }[key]].join('+')];
}

/** Answers "com.apple.keylayout.Russian"; with an input method, the layout under it. */
export const macosLayout: Command = [
  'defaults',
  'read',
  'com.apple.HIToolbox',
  'AppleCurrentKeyboardLayoutInputSourceID',
];

/**
 * With Command held, Apple's own layouts have V where it is on a US keyboard, the Cyrillic, Greek, Hebrew, Korean and all
 * others without Latin letters included, but for the Dvorak, Bépo and Turkish ones. Of others' layouts nothing is known.
 */
const hasUsualV = (layout: string): boolean =>
  /^com\.apple\.keylayout\.(?!dvorak(?!-qwertycmd)|b.?po|turkish)/iu.test(layout);

/**
 * AppleScript's keystroke looks for the key that types the character, so it holds on every layout that has one. On one that
 * has none it presses another key ("a": select all) or none at all, and tells nobody.
 * @param layout what `macosLayout` answered; '' when that is not known
 */
export function osascriptChord(chord: Chord, layout = ''): Command {
  const { modifiers, key } = chordKeys[chord];
  const using = modifiers.length > 0 ? ` using {${modifiers.map((name) => `${name} down`).join(', ')}}` : '';
  const stroke = {
    v: hasUsualV(layout) ? 'key code 9' : 'keystroke "v"',
    insert: 'key code 114',
    enter: 'key code 36',
  }[key];
  return ['osascript', '-e', `tell application "System Events" to ${stroke}${using}`];
}

export const osascriptActivate = (pid: number): Command => [
  'osascript',
  '-e',
  `tell application "System Events" to set frontmost of (first process whose unix id is ${pid}) to true`,
];

/** lsappinfo needs no permission, unlike System Events. */
export const lsappinfoFront: Command = ['lsappinfo', 'front'];
export const lsappinfoFacts = (asn: string): Command => [
  'lsappinfo',
  'info',
  '-only',
  'pid',
  '-only',
  'bundleid',
  '-only',
  'name',
  asn,
];
