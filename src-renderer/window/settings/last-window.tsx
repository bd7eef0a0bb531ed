// One click adds the program that was active before Sotto's window: its class is nothing that people know.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { LastWindow } from '../../../src-main/contract/commands.ts';
import { run } from '../../parts/bridge.ts';
import { Icon } from '../../parts/icon.tsx';
import { t } from '../../words/words.ts';

export function AddLastWindow({
  has,
  add,
}: {
  /** It is there already: nothing to offer. */
  readonly has: (match: string) => boolean;
  readonly add: (match: string) => void;
}): ComponentChildren {
  const last = useLastWindow();
  if (!last || has(last.match)) return null;
  return (
    <button type="button" class="b small line" title={last.title ?? last.match} onClick={() => add(last.match)}>
      <Icon name="plus" />
      {t('addProgram', { name: last.name })}
    </button>
  );
}

/** Asked again whenever the window gets the keyboard back: another program may have had it meanwhile. */
function useLastWindow(): LastWindow | null {
  const [last, setLast] = useState<LastWindow | null>(null);
  useEffect(() => {
    const ask = (): void => void run('insertion.lastWindow').then((found) => setLast(found ?? null));
    ask();
    addEventListener('focus', ask);
    return () => removeEventListener('focus', ask);
  }, []);
  return last;
}
