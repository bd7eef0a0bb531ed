// Rules per program: which keys paste there, a space after the text, Enter after it.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { TargetRule } from '../../../src-main/contract/settings.ts';
import { useSettings } from '../../parts/app-stores.ts';
import { platform } from '../../parts/bridge.ts';
import { Icon } from '../../parts/icon.tsx';
import { keyLine } from '../../words/key-names.ts';
import { locale, lookUp, t } from '../../words/words.ts';
import { setSetting } from './change-setting.ts';
import { controls } from './controls-table.ts';
import { isDefault } from './default-settings.ts';
import { AddLastWindow } from './last-window.tsx';
import { SettingRow } from './setting-row.tsx';

const chords: readonly TargetRule['chord'][] = [
  'auto',
  'ctrl+v',
  'ctrl+shift+v',
  'shift+insert',
  'cmd+v',
  'type',
  'copy',
];

function chordWords(chord: TargetRule['chord']): string {
  switch (chord) {
    case 'auto':
      return t('chordAuto');
    case 'type':
      return t('optType');
    case 'copy':
      return t('optCopy');
    default: {
      const names = { ctrl: 'Control', shift: 'Shift', cmd: 'Command', insert: 'Insert', v: 'V' };
      const parts = chord.split('+').map((part) => (part in names ? names[part as keyof typeof names] : part)); // checked: in names
      return keyLine(parts.join('+'), chord === 'cmd+v' ? 'darwin' : platform(), locale());
    }
  }
}

export function TargetRules({ terms }: { readonly terms: readonly string[] }): ComponentChildren {
  const rules = useSettings(({ insertion }) => insertion.rules);
  const [draft, setDraft] = useState('');
  const { label, hint } = controls.insertion.rules;
  const set = (next: TargetRule[]): void => void setSetting('insertion', 'rules', next);
  const change = (at: number, part: Partial<TargetRule>): void =>
    set(rules.map((rule, k) => (k === at ? { ...rule, ...part } : rule)));
  const addRule = (match: string): void =>
    set([...rules, { match, chord: 'auto', pressEnter: false, trailingSpace: false }]);
  const add = (): void => {
    if (draft.trim() !== '') addRule(draft.trim());
    setDraft('');
  };
  return (
    <SettingRow
      name="insertion.rules"
      label={lookUp(label)}
      hint={lookUp(hint)}
      terms={terms}
      changed={!isDefault('insertion', 'rules', rules)}
      more={
        <>
          <div class="tags">
            <AddLastWindow has={(match) => rules.some((rule) => rule.match.toLowerCase() === match)} add={addRule} />
          </div>
          {rules.length > 0 && (
            <ul class="rules">
              {rules.map((rule, at) => (
                <li key={at}>
                  <span class="mono">{rule.match}</span>
                  <span class="pick">
                    <select
                      aria-label={t('keysFor', { name: rule.match })}
                      value={rule.chord}
                      onChange={({ currentTarget }) => {
                        const chord = chords.find((name) => name === currentTarget.value);
                        if (chord) change(at, { chord });
                      }}
                    >
                      {chords.map((chord) => (
                        <option key={chord} value={chord}>
                          {chordWords(chord)}
                        </option>
                      ))}
                    </select>
                    <Icon name="down" />
                  </span>
                  <label class="check">
                    <input
                      type="checkbox"
                      checked={rule.trailingSpace}
                      onChange={({ currentTarget }) => change(at, { trailingSpace: currentTarget.checked })}
                    />
                    {t('ruleSpace')}
                  </label>
                  <label class="check">
                    <input
                      type="checkbox"
                      checked={rule.pressEnter}
                      onChange={({ currentTarget }) => change(at, { pressEnter: currentTarget.checked })}
                    />
                    {t('ruleEnter')}
                  </label>
                  <button
                    type="button"
                    class="b small icon"
                    aria-label={t('removeName', { name: rule.match })}
                    onClick={() => set(rules.filter((_, k) => k !== at))}
                  >
                    <Icon name="x" />
                  </button>
                </li>
              ))}
            </ul>
          )}
        </>
      }
    >
      <input
        class="field"
        aria-label={t('addRule')}
        placeholder={t('windowClass')}
        maxLength={200}
        value={draft}
        onInput={({ currentTarget }) => setDraft(currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && add()}
      />
      <button type="button" class="b line icon" aria-label={t('addRule')} title={t('addRule')} onClick={add}>
        <Icon name="plus" />
      </button>
    </SettingRow>
  );
}
