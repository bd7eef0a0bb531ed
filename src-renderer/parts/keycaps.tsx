// A shortcut as keycaps.
import type { ComponentChildren } from 'preact';
import { keyNames } from '../words/key-names.ts';
import { locale } from '../words/words.ts';
import { platform } from './bridge.ts';

export function Keycaps({ accelerator }: { readonly accelerator: string }): ComponentChildren {
  return (
    <span class="keys">
      {keyNames(accelerator, platform(), locale()).map((name) => (
        <kbd key={name}>{name}</kbd>
      ))}
    </span>
  );
}
