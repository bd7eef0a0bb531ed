// Entry of the key hook's own process: libuiohook aborts without a display, can lock up at its start, and sees every key
// of the user. So it lives here, alone: it reports the watched keys and nothing else, and dies with the app. Not on macOS
// (hook-here.ts).
import { setTimeout as delay } from 'node:timers/promises';
import type { UiohookKeyboardEvent, UiohookMouseEvent } from 'uiohook-napi';
import { isSingleModifier, parseAccelerator } from './accelerator.ts';
import { nowMs, x11EventAt } from './event-time.ts';
import { type FromHook, type HookFailure, readToHook, type Watch } from './hook-protocol.ts';
import { type HookKey, hookKeyOf, type KeySign, KeyWatch, type WatchedKey } from './key-watch.ts';
import { parentLine } from './parent-line.ts';
import { X11KeyState } from './x11-key-state.ts';

/** How often the real state of a held key is looked at; nothing runs while no watched key is down. */
const healEveryMs = 250;

const denialPausesMs = [2, 5, 10, 20];

const parent = parentLine();
const watch = new KeyWatch();
const xKeycodes = new Map<string, number>();
/** When the hook last told of a release that the X server denied, by the watch's id. */
const deniedAt = new Map<string, number>();
let keyState: X11KeyState | null = null;
let healing = false;
let lists = 0;

const say = (message: FromHook): void => parent.send(message);

parent.onMessage((raw) => {
  const message = readToHook(raw);
  if (message?.type === 'ping') say({ type: 'pong' });
  if (message?.type === 'reset') tell(watch.release(), true, nowMs());
  if (message?.type === 'watch') void look(message.watches);
});
parent.onEnd(() => process.exit(0));

await begin();

async function begin(): Promise<void> {
  if (process.platform === 'linux') {
    if (process.env.WAYLAND_DISPLAY) return fail('wayland', 'Wayland shows keys to the focused program only.');
    try {
      keyState = await X11KeyState.open(process.env.DISPLAY ?? '', process.env.XAUTHORITY);
    } catch (error) {
      return fail('no-display', error instanceof Error ? error.message : String(error));
    }
  }
  const hook = await import('uiohook-napi').catch((error: unknown) => {
    fail('not-installed', error instanceof Error ? error.message.split('\n', 1).join() : String(error));
  });
  if (!hook) return;
  const { uIOhook } = hook;
  uIOhook.on('keydown', (event) => tell(watch.see(hookKeyOf('down', event)), false, happened(event)));
  uIOhook.on('keyup', (event) => void seeUp(hookKeyOf('up', event), happened(event)));
  uIOhook.on('mousedown', (event) => tell(watch.seeClick(), false, happened(event)));
  try {
    uIOhook.start();
  } catch (error) {
    return fail('refused', error instanceof Error ? error.message : String(error));
  }
  say({ type: 'ready' });
}

function fail(why: HookFailure, detail: string): void {
  say({ type: 'failed', why, detail });
}

/** Letters are looked up in the live layout each time the app says what to watch. */
async function look(watches: readonly Watch[]): Promise<void> {
  lists += 1;
  const mine = lists;
  const keys: WatchedKey[] = [];
  for (const { id, accelerator, anyModifiers = false } of watches) {
    const parsed = parseAccelerator(accelerator, process.platform);
    if (!parsed) continue; // the app judged it before; a newer app's grammar is no reason to die
    const key = (await keyState?.placed(parsed.key).catch(() => null)) ?? parsed.key;
    xKeycodes.set(id, key.x);
    keys.push({ id, hookCode: key.hook, modifiers: parsed.modifiers, alone: isSingleModifier(parsed), anyModifiers });
  }
  // The last thing that is waited for: a key that moves after this answer is seen by the hook itself.
  const down = await keyState?.down().catch(() => null);
  if (mine !== lists) return; // a newer list was quicker
  const ids = keys.map(({ id }) => id).filter((id) => down?.has(xKeycodes.get(id) ?? -1));
  tell(watch.watch(keys, new Set(ids)), true, nowMs());
  say({ type: 'watching', ids: keys.map(({ id }) => id) });
}

/**
 * An up that the X server denies is auto-repeat's doing: the key is still down. But the hook may hear of a release before
 * the server's own state knows it, so a denial counts only when it is repeated a little later.
 */
async function seeUp(key: HookKey, at: number): Promise<void> {
  const [first] = watch.held.filter((watched) => watched.hookCode === key.hookCode);
  if (!first) return;
  for (const pauseMs of [0, ...denialPausesMs]) {
    if (pauseMs > 0) await delay(pauseMs);
    const down = await isReallyDown(first.id);
    if (down === true) continue;
    tell(watch.see(key), down === false, at);
    return;
  }
  deniedAt.set(first.id, at);
}

/** Null when nobody can say. */
async function isReallyDown(id: string): Promise<boolean | null> {
  const xKeycode = xKeycodes.get(id);
  if (!keyState || xKeycode === undefined) return null;
  return keyState.isDown(xKeycode).catch(() => null);
}

function tell(signs: readonly KeySign[], sure: boolean, at: number): void {
  for (const { id, kind } of signs) {
    deniedAt.delete(id);
    say({ type: 'key', id, kind, sure, at });
  }
  if (watch.held.length > 0 && keyState && !healing) void heal();
}

/**
 * While a key is down: a release that was never delivered, or denied for too long, is noticed here. Two looks, so that a
 * repeat can't fool it.
 */
async function heal(): Promise<void> {
  healing = true;
  const missed = new Map<string, number>();
  while (watch.held.length > 0) {
    await delay(healEveryMs);
    for (const { id } of watch.held) {
      const looks = (await isReallyDown(id)) === false ? (missed.get(id) ?? 0) + 1 : 0;
      missed.set(id, looks);
      if (looks >= 2) tell(watch.release([id]), true, deniedAt.get(id) ?? nowMs());
    }
  }
  healing = false;
}

/**
 * Elsewhere the stamps can't be relied on (ticks on macOS, what the sender of an injected key likes on Windows): the moment
 * of hearing has to do. This process has nothing else to do.
 */
const happened = ({ time }: UiohookKeyboardEvent | UiohookMouseEvent): number =>
  process.platform === 'linux' ? x11EventAt(time, nowMs()) : nowMs();
