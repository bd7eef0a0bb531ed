// While a take is recorded or sent it can be marked: forgotten once its text is delivered. The tray has the same line.
import type { ComponentChildren } from 'preact';
import type { Take } from '../../../src-main/contract/take.ts';
import { useAppState, useSettings } from '../../parts/app-stores.ts';
import { run } from '../../parts/bridge.ts';
import { t } from '../../words/words.ts';

export function DontKeep({ take }: { readonly take: Take }): ComponentChildren {
  const running = useAppState(({ dictation }) => dictation?.takeId === take.id);
  const unkept = useAppState(({ dictation }) => dictation?.unkept === true);
  const keeps = useSettings(({ history }) => history.keep);
  if (!running || !keeps) return null;
  return (
    <p class="dont-keep">
      <label class="check">
        <input
          type="checkbox"
          checked={unkept}
          aria-describedby="dont-keep-hint"
          onChange={({ currentTarget }) => void run('dictation.dontKeep', { on: currentTarget.checked })}
        />
        {t('dontKeep')}
      </label>
      <span id="dont-keep-hint">{t('dontKeepHint')}</span>
    </p>
  );
}
