// A focused text field of a program that is not ours, and what a failed dictation must have left in it: nothing.
import { expect } from '@playwright/test';
import { openTerminalField, type TerminalField } from '../../desktop/terminal-field.ts';
import type { VirtualDesktop } from '../../desktop/virtual-desktop.ts';

/** A terminal with the keyboard's focus. */
export async function focusedField(desktop: VirtualDesktop): Promise<TerminalField> {
  const field = await openTerminalField(desktop);
  await field.focus();
  return field;
}

export function expectUntouched(field: TerminalField): void {
  expect(field.bytes().toString('utf8')).toBe('');
}
