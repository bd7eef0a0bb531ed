// A setting whose control comes from the table: draws it, sends changes, shows what the schema refuses.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ErrorReport } from '../../../src-main/contract/app-error.ts';
import type { Settings, SettingsSection } from '../../../src-main/contract/settings.ts';
import { useSettings } from '../../parts/app-stores.ts';
import { platform } from '../../parts/bridge.ts';
import { number } from '../../words/format.ts';
import { locale, lookUp, t, tn } from '../../words/words.ts';
import { changeSetting } from './change-setting.ts';
import { LinesField, NumberField, Pick, Segments, Switch, TextField } from './controls.tsx';
import { type Control, controlOf, hintOf, type OptionName, ruleOf } from './controls-table.ts';
import { isDefault } from './default-settings.ts';
import { labelId, SettingRow } from './setting-row.tsx';

type Key<S extends SettingsSection> = keyof Settings[S] & string;

interface PlainSettingProps<S extends SettingsSection> {
  readonly section: S;
  readonly name: Key<S>;
  readonly terms: readonly string[];
}

export function PlainSetting<S extends SettingsSection>({
  section,
  name,
  terms,
}: PlainSettingProps<S>): ComponentChildren {
  const value = useSettings((settings) => settings[section][name]);
  const [error, setError] = useState<ErrorReport | null>(null);
  const control = controlOf(section, name);
  const change = (next: unknown): void => {
    void changeSetting(section, name, next as Settings[S][Key<S>]).then(setError); // the control's own kind of value; the schema checks it again
  };
  const fullName = `${section}.${name}`;
  const inputId = `input-${fullName}`;
  const common = { labelledBy: labelId(fullName), id: inputId, invalid: error !== null };
  const hasInput = control.kind === 'number' || control.kind === 'text' || control.kind === 'lines';
  return (
    <SettingRow
      name={fullName}
      label={lookUp(control.label)}
      hint={hintOf(control)}
      terms={terms}
      changed={!isDefault(section, name, value)}
      error={error}
      rule={error?.code === 'settings_invalid' ? ruleOf(control) : undefined}
      {...(hasInput ? { inputId } : {})}
    >
      {drawControl(control, value, change, common)}
    </SettingRow>
  );
}

interface Common {
  readonly labelledBy: string;
  readonly id: string;
  readonly invalid: boolean;
}

function drawControl(
  control: Control<unknown>,
  value: unknown,
  change: (next: unknown) => void,
  common: Common,
): ComponentChildren {
  switch (control.kind) {
    case 'switch': {
      const on = control.inverted ? value !== true : value === true;
      return <Switch {...common} on={on} change={(next) => change(control.inverted ? !next : next)} />;
    }
    case 'segments':
      return (
        <Segments
          {...common}
          value={value}
          change={change}
          options={control.options.map(([option, word]) => [option, lookUp(word)] as const)}
        />
      );
    case 'pick': {
      const options = control.options.filter(isPlain).filter((option) => offered(control.name, option));
      if (!isPlain(value)) return null;
      const all = options.includes(value) ? options : [...options, value];
      return (
        <Pick
          {...common}
          value={value}
          change={change}
          options={all.map((option) => [option, optionWords(control.name, option)] as const)}
        />
      );
    }
    case 'number':
      return <NumberField {...common} {...control} unit={lookUp(control.unit)} value={Number(value)} change={change} />;
    case 'text':
      return <TextField {...common} {...control} value={String(value)} change={change} />;
    case 'lines':
      return (
        <LinesField {...common} {...control} value={Array.isArray(value) ? value.map(String) : []} change={change} />
      );
    case 'own':
      return null;
  }
}

/** Recorder programs of another system can't be chosen: nothing would be recorded. */
const offered = (name: OptionName, option: string | number): boolean =>
  name !== 'recorder' || platform() === 'linux' || ['auto', 'sox', 'window'].includes(String(option));

const isPlain = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

function optionWords(name: OptionName, value: string | number): string {
  switch (name) {
    case 'days':
      return value === 0 ? t('forEver') : tn('days', Number(value));
    case 'seconds':
      if (value === 0) return t('closeAtOnce');
      return Number(value) % 60 === 0 ? tn('minutes', Number(value) / 60) : tn('seconds', Number(value));
    case 'megabytes':
      if (value === 0) return t('noLimit');
      return Number(value) >= 1000 ? `${number(Number(value) / 1000)}\u00a0GB` : `${number(Number(value))}\u00a0MB`;
    case 'takes':
      return value === 0 ? t('noLimit') : tn('takesOfDay', Number(value));
    case 'language': {
      if (value === '') return t('detectLanguage');
      const own = new Intl.DisplayNames([locale()], { type: 'language' }).of(String(value)) ?? String(value);
      return own.charAt(0).toUpperCase() + own.slice(1);
    }
    case 'recorder':
      return value === 'auto' ? t('recorderAuto') : value === 'window' ? t('recorderWindow') : String(value);
  }
}
