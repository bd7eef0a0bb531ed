// Sounds at start and stop: off or on, and how loud.
import type { ComponentChildren } from 'preact';
import { useSettings } from '../../parts/app-stores.ts';
import { lookUp, t } from '../../words/words.ts';
import { setSetting } from './change-setting.ts';
import { Switch } from './controls.tsx';
import { controls } from './controls-table.ts';
import { isDefault } from './default-settings.ts';
import { labelId, SettingRow } from './setting-row.tsx';

export function CuesSetting({ terms }: { readonly terms: readonly string[] }): ComponentChildren {
  const cues = useSettings(({ dictation }) => dictation.cues);
  const volume = useSettings(({ dictation }) => dictation.cueVolume);
  const { label, hint } = controls.dictation.cues;
  return (
    <SettingRow
      name="dictation.cues"
      label={lookUp(label)}
      hint={lookUp(hint)}
      terms={terms}
      changed={!isDefault('dictation', 'cues', cues) || !isDefault('dictation', 'cueVolume', volume)}
      alsoResets={['cueVolume']}
    >
      <input
        type="range"
        class="range"
        aria-label={t('volume')}
        min="0"
        max="1"
        step="0.1"
        value={volume}
        disabled={cues === 'off'}
        data-setting="dictation.cueVolume"
        onChange={({ currentTarget }) => void setSetting('dictation', 'cueVolume', Number(currentTarget.value))}
      />
      <Switch
        labelledBy={labelId('dictation.cues')}
        on={cues === 'on'}
        change={(on) => void setSetting('dictation', 'cues', on ? 'on' : 'off')}
      />
    </SettingRow>
  );
}
