// Programs that paste with Ctrl+Shift+V, as tags; one can be added or taken away.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useAppState, useSettings } from '../../parts/app-stores.ts';
import { run } from '../../parts/bridge.ts';
import { Icon } from '../../parts/icon.tsx';
import { lookUp, t, tn } from '../../words/words.ts';
import { setSetting } from './change-setting.ts';
import { controls } from './controls-table.ts';
import { AddLastWindow } from './last-window.tsx';
import { SettingRow } from './setting-row.tsx';

const shownAtFirst = 6;

export function TerminalsSetting({ terms }: { readonly terms: readonly string[] }): ComponentChildren {
  const terminals = useSettings(({ insertion }) => insertion.terminals);
  const lastTarget = useAppState(({ dictation }) => dictation?.target ?? '');
  const [all, setAll] = useState(false);
  const [draft, setDraft] = useState('');
  const { label, hint } = controls.insertion.terminals;
  const shown = all ? terminals : terminals.slice(0, shownAtFirst);
  const set = (list: string[]): void => void setSetting('insertion', 'terminals', list);
  const addName = (name: string): void => {
    if (name !== '' && !terminals.includes(name)) set([name, ...terminals]);
  };
  const add = (): void => {
    addName(draft.trim().toLowerCase());
    setDraft('');
  };
  return (
    <SettingRow
      name="insertion.terminals"
      label={lookUp(label)}
      hint={lookUp(hint)}
      terms={terms}
      more={
        <div class="tags">
          <AddLastWindow has={(name) => terminals.includes(name)} add={addName} />
          {shown.map((name) => (
            <span key={name} class="tag-b">
              {name}
              <button
                type="button"
                aria-label={t('removeName', { name })}
                onClick={() => set(terminals.filter((other) => other !== name))}
              >
                <Icon name="x" />
              </button>
            </span>
          ))}
          {terminals.length > shownAtFirst && (
            <button type="button" class="b small" aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? t('showFewer') : tn('andMore', terminals.length - shownAtFirst)}
            </button>
          )}
          <button
            type="button"
            class="b small"
            onClick={() => void run('settings.reset', { section: 'insertion', key: 'terminals' })}
          >
            {t('resetToDefault')}
          </button>
        </div>
      }
    >
      <input
        class="field"
        aria-label={t('addTerminal')}
        placeholder={lastTarget || t('windowClass')}
        maxLength={200}
        value={draft}
        onInput={({ currentTarget }) => setDraft(currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && add()}
      />
      <button type="button" class="b line icon" aria-label={t('addTerminal')} title={t('addTerminal')} onClick={add}>
        <Icon name="plus" />
      </button>
    </SettingRow>
  );
}
