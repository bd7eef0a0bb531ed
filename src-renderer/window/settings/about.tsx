// What this is, where settings come from and go to, and the way back to the first steps.
import type { ComponentChildren } from 'preact';
import { useAppState } from '../../parts/app-stores.ts';
import { run } from '../../parts/bridge.ts';
import { t } from '../../words/words.ts';
import { goTo } from '../place.ts';
import { showSteps } from '../steps/steps-shown.ts';
import { SettingRow } from './setting-row.tsx';

interface RowProps {
  readonly terms: readonly string[];
}

export function Version({ terms }: RowProps): ComponentChildren {
  const version = useAppState((state) => state.version);
  return (
    <SettingRow name="about.version" label={`Sotto ${version}`} hint={t('unofficial')} terms={terms}>
      <button type="button" class="b" onClick={() => void run('app.openExternal', { target: 'source' })}>
        {t('source')}
      </button>
      <button type="button" class="b line" onClick={() => void run('app.openExternal', { target: 'releases' })}>
        {t('releases')}
      </button>
    </SettingRow>
  );
}

export function MoveSettings({ terms }: RowProps): ComponentChildren {
  return (
    <SettingRow name="about.move" label={t('moveSettings')} hint={t('moveSettingsHint')} terms={terms}>
      <button type="button" class="b line" onClick={() => void run('settings.export')}>
        {t('exportSettings')}
      </button>
      <button type="button" class="b line" onClick={() => void run('settings.import')}>
        {t('importSettings')}
      </button>
    </SettingRow>
  );
}

export function FirstStepsRow({ terms }: RowProps): ComponentChildren {
  return (
    <SettingRow name="app.onboarded" label={t('firstSteps')} hint={t('firstStepsHint')} terms={terms}>
      <button
        type="button"
        class="b line"
        onClick={() => {
          showSteps(true);
          goTo({ name: 'history' });
        }}
      >
        {t('showSteps')}
      </button>
    </SettingRow>
  );
}

export function Practice({ terms }: RowProps): ComponentChildren {
  const on = useAppState(({ account }) => account.kind === 'practice');
  return (
    <SettingRow name="account.practice" label={t('setPractice')} hint={t('setPracticeHint')} terms={terms}>
      <input
        type="checkbox"
        role="switch"
        class="switch"
        aria-labelledby="label-account.practice"
        checked={on}
        aria-checked={on}
        onChange={({ currentTarget }) => void run('account.practice', { on: currentTarget.checked })}
      />
    </SettingRow>
  );
}
