// Could a key be used? Tried for real, and let go again. Knows the grab by its port, no Electron.
import { AppError, errorReport } from '../contract/app-error.ts';
import type { HotkeyCheck } from '../contract/commands.ts';
import type { ErrorCode } from '../contract/error-table.ts';
import { resolveHotkey, type Settings } from '../contract/settings.ts';
import { formatAccelerator, isSingleModifier, parseAccelerator } from '../hotkeys/accelerator.ts';
import type { DictationKeys, ShortcutGrabber } from '../hotkeys/dictation-keys.ts';

export interface CheckKeyPorts {
  readonly platform: NodeJS.Platform;
  readonly grabber: ShortcutGrabber;
  readonly hotkeys: Settings['hotkeys'];
  readonly keys: Pick<DictationKeys, 'state' | 'has'>;
}

export function checkKey(
  text: string,
  use: 'dictate' | 'pasteLast',
  { platform, grabber, hotkeys, keys }: CheckKeyPorts,
): HotkeyCheck {
  const nameOf = (key: string): string | null => {
    const parsed = parseAccelerator(key, platform);
    return parsed && formatAccelerator(parsed);
  };
  const accelerator = parseAccelerator(text, platform);
  if (!accelerator) return refused('hotkey_invalid', `"${text}" is not a key that Sotto knows.`);
  const name = formatAccelerator(accelerator);
  // A key can do one thing: what Sotto's other key is, is taken.
  if (use === 'dictate' && name === nameOf(hotkeys.pasteLast))
    return refused('hotkey_taken', `Sotto has ${name} already, to paste the last text.`);
  if (use === 'pasteLast' && name === nameOf(resolveHotkey(hotkeys.dictate)))
    return refused('hotkey_taken', `Sotto has ${name} already, to dictate.`);
  const works = keys.state.works === 'hold' ? 'hold' : 'toggle';
  if (isSingleModifier(accelerator)) {
    if (works === 'hold') return { ok: true, works };
    return refused('hook_unavailable', 'A modifier alone needs the key hook, which does not work here.');
  }
  // Sotto's own grab would be taken for another program's.
  if (name === keys.state.accelerator || keys.has(name)) return { ok: true, works };
  if (!grabber.grab(name, () => undefined)) return refused('hotkey_taken', `Another program has ${name}.`);
  grabber.release(name);
  return { ok: true, works };
}

function refused(code: ErrorCode, message: string): HotkeyCheck {
  return { ok: false, works: 'none', error: errorReport(new AppError(code, message)) };
}
