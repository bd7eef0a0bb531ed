import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { settingsSchema, type TargetRule } from '../../../src-main/contract/settings.ts';
import {
  type InsertionSettings,
  leastRestoreMs,
  planInsertion,
  restoreDelayMs,
  withoutLetters,
} from '../../../src-main/insertion/plan.ts';
import { type DesktopSession, probeSession } from '../../../src-main/insertion/session.ts';

const session = (kind: DesktopSession['kind']): DesktopSession => ({ kind, desktop: 'other', display: ':0' });
const settings = (change: Partial<InsertionSettings> = {}): InsertionSettings => ({
  ...settingsSchema.shape.insertion.parse({}),
  ...change,
});
const everything = { chord: true, type: true, primary: true };
const plan = (
  className: string,
  {
    kind = 'x11' as DesktopSession['kind'],
    change = {} as Partial<InsertionSettings>,
    can = everything,
    text = 'hello',
  } = {},
) => planInsertion({ session: session(kind), className, settings: settings(change), can, text });
const rule = (match: string, more: Partial<TargetRule> = {}): TargetRule => ({
  match,
  chord: 'auto',
  pressEnter: false,
  trailingSpace: false,
  ...more,
});

describe('the chord', () => {
  test.each([
    ['gnome-terminal-server\0Gnome-terminal', 'x11', 'ctrl+shift+v', false],
    ['Alacritty', 'wayland', 'ctrl+shift+v', false],
    ['xterm\0XTerm', 'x11', 'shift+insert', true],
    ['127.0.0.1\0Chromium', 'x11', 'ctrl+v', false],
    ['Navigator\0firefox', 'x11', 'ctrl+v', false],
    ['slack\0Slack', 'x11', 'ctrl+v', false],
    ['strange\0Strange', 'x11', 'shift+insert', true],
    ['', 'wayland', 'shift+insert', true],
    ['com.apple.Terminal', 'macos', 'cmd+v', false],
    ['', 'macos', 'cmd+v', false],
    ['notepad', 'windows', 'ctrl+v', false],
    ['alacritty', 'windows', 'ctrl+v', false],
  ] as const)('for "%s" on %s is %s', (className, kind, chord, primary) => {
    expect(plan(className, { kind })).toMatchObject({ do: 'paste', chord, primary });
  });

  test('of a terminal follows the list in the settings', () => {
    expect(plan('newterm', { change: { terminals: ['newterm'] } })).toMatchObject({ chord: 'ctrl+shift+v' });
    expect(plan('newterm', { change: { terminals: [] } })).toMatchObject({ chord: 'shift+insert' });
  });

  test('of a rule wins over every list', () => {
    const change = { rules: [rule('xterm', { chord: 'ctrl+shift+v' }), rule('slack', { chord: 'copy' })] };
    expect(plan('xterm\0XTerm', { change })).toMatchObject({ do: 'paste', chord: 'ctrl+shift+v', primary: false });
    expect(plan('slack\0Slack', { change })).toMatchObject({ do: 'copy', why: 'asked', byHand: 'ctrl+v' });
  });

  test('becomes Shift+Insert where the layout has no "v", but never on a Mac', () => {
    expect(withoutLetters(plan('slack'), everything)).toMatchObject({ chord: 'shift+insert', primary: true });
    expect(withoutLetters(plan('', { kind: 'macos' }), everything)).toMatchObject({ chord: 'cmd+v' });
  });

  test('that the user is told to press is one that people know', () => {
    expect(plan('strange', { change: { method: 'copy' } })).toMatchObject({ do: 'copy', byHand: 'ctrl+v' });
    expect(plan('konsole', { change: { method: 'copy' } })).toMatchObject({ byHand: 'ctrl+shift+v' });
    expect(plan('XTerm', { change: { method: 'copy' } })).toMatchObject({ byHand: 'shift+insert', primary: true });
  });
});

test('typing is used only where it can be done; otherwise the text is pasted', () => {
  const change = { method: 'type' as const };
  expect(plan('slack', { change })).toMatchObject({ do: 'type' });
  expect(plan('slack', { change, can: { ...everything, type: false } })).toMatchObject({
    do: 'paste',
    chord: 'ctrl+v',
  });
});

test('without a way to press keys the text is copied', () => {
  const can = { chord: false, type: false, primary: true };
  expect(plan('slack', { can })).toMatchObject({ do: 'copy', why: 'no-chord' });
});

test('trailing space and Enter come from the settings or the target\u2019s rule', () => {
  expect(plan('slack', { change: { trailingSpace: true } })).toMatchObject({ text: 'hello ' });
  expect(plan('slack', { change: { trailingSpace: true }, text: 'line\n' })).toMatchObject({ text: 'line\n' });
  const change = { rules: [rule('slack', { pressEnter: true, trailingSpace: true })] };
  expect(plan('slack\0Slack', { change })).toMatchObject({ text: 'hello ', enter: true });
  expect(plan('discord', { change })).toMatchObject({ text: 'hello', enter: false });
});

test('the clipboard never comes back sooner than 450 ms after the chord, later for big texts, and not at all if so set', () => {
  fc.assert(fc.property(fc.string(), (text) => restoreDelayMs(text) >= leastRestoreMs));
  expect(leastRestoreMs).toBe(450);
  expect(restoreDelayMs('x'.repeat(200 * 1024))).toBe(650);
  expect(plan('slack', { change: { restoreClipboard: false } })).toMatchObject({ restoreAfterMs: null });
});

describe('the session', () => {
  test.each([
    [{ DISPLAY: ':0', XDG_CURRENT_DESKTOP: 'XFCE' }, 'linux', { kind: 'x11', desktop: 'other', display: ':0' }],
    [
      { DISPLAY: ':0', WAYLAND_DISPLAY: 'wayland-0', XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' },
      'linux',
      { kind: 'wayland', desktop: 'gnome', display: ':0' },
    ],
    [
      { WAYLAND_DISPLAY: 'wayland-1', XDG_CURRENT_DESKTOP: 'KDE' },
      'linux',
      { kind: 'wayland', desktop: 'kde', display: '' },
    ],
    [{ WAYLAND_DISPLAY: 'wayland-1', SWAYSOCK: '/run/s' }, 'linux', { kind: 'wayland', desktop: 'sway', display: '' }],
    [
      { WAYLAND_DISPLAY: 'wayland-1', HYPRLAND_INSTANCE_SIGNATURE: 'x' },
      'linux',
      { kind: 'wayland', desktop: 'hyprland', display: '' },
    ],
    [{ DISPLAY: ':0', XDG_SESSION_TYPE: 'wayland' }, 'linux', { kind: 'xwayland', desktop: 'other', display: ':0' }],
    [{ XDG_SESSION_TYPE: 'tty' }, 'linux', { kind: 'headless', desktop: 'other', display: '' }],
    [{ DISPLAY: ':0' }, 'darwin', { kind: 'macos', desktop: 'other', display: '' }],
    [{}, 'win32', { kind: 'windows', desktop: 'other', display: '' }],
  ] as const)('of %j on %s', (env, platform, expected) => {
    expect(probeSession(env, platform)).toEqual(expected);
  });
});
