// The default hotkey, held and let go as fingers do it: modifiers first, key last; the key first, modifiers after.
import type { Keyboard } from '../../desktop/keyboard.ts';

export async function holdHotkey(keyboard: Keyboard): Promise<void> {
  await keyboard.keyDown('Control_L');
  await keyboard.keyDown('Alt_L');
  await keyboard.keyDown('space');
}

export async function releaseHotkey(keyboard: Keyboard): Promise<void> {
  await keyboard.keyUp('space');
  await keyboard.keyUp('Alt_L');
  await keyboard.keyUp('Control_L');
}
