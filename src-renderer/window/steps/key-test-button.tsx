// "Press it": proves on the spot that the dictation key arrives.
import type { ComponentChildren } from 'preact';
import { t } from '../../words/words.ts';
import { useKeyTest } from './key-test.ts';

export function KeyTestButton({ disabled = false }: { readonly disabled?: boolean }): ComponentChildren {
  const test = useKeyTest();
  return (
    <button
      type="button"
      class="b small flush"
      disabled={disabled}
      aria-pressed={test.listening}
      onClick={test.listening ? test.stop : test.start}
    >
      {test.seen ? t('keySeen') : test.listening ? t('pressItNow') : t('pressIt')}
    </button>
  );
}
