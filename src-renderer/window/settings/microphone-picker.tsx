// Which microphone, and whether it hears you. The meter opens the microphone only when asked to.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Microphone } from '../../../src-main/contract/state.ts';
import { useAppState, useSettings } from '../../parts/app-stores.ts';
import { run } from '../../parts/bridge.ts';
import { forgetLevels } from '../../parts/levels.ts';
import { LevelMeter } from '../../parts/meters.tsx';
import { t } from '../../words/words.ts';
import { setSetting } from './change-setting.ts';
import { isDefault } from './default-settings.ts';
import { Marked } from './setting-row.tsx';

/** Opens the chosen microphone for as long as the component lives and `active` holds. */
export function useMonitor(active: boolean): void {
  const device = useSettings(({ microphone }) => microphone.device);
  useEffect(() => {
    if (!active) return;
    forgetLevels('monitor');
    void run('microphones.monitor', { on: true, device });
    return () => void run('microphones.monitor', { on: false });
  }, [active, device]);
}

export function useMicrophones(): readonly Microphone[] {
  const known = useAppState(({ microphones }) => microphones);
  const [asked, setAsked] = useState<readonly Microphone[] | null>(null);
  useEffect(() => {
    void run('microphones.list').then((list) => list && setAsked(list));
  }, []);
  return (known.length > 0 ? known : (asked ?? [])).filter(({ id }) => id !== '');
}

export function MicrophonePicker({ terms }: { readonly terms: readonly string[] }): ComponentChildren {
  const device = useSettings(({ microphone }) => microphone.device);
  const microphones = useMicrophones();
  const [testing, setTesting] = useState(false);
  useMonitor(testing);
  const standard = microphones.find(({ isDefault: is }) => is);
  const gone = device !== '' && !microphones.some(({ id }) => id === device);
  const choices = [
    { id: '', label: t('systemDefault'), about: standard ? t('nowDevice', { device: standard.label }) : '' },
    ...microphones.map(({ id, label }) => ({ id, label, about: '' })),
    ...(gone ? [{ id: device, label: device, about: t('notConnected') }] : []),
  ];
  return (
    <div class="mics" data-setting="microphone.device">
      <div role="radiogroup" aria-label={t('microphone')}>
        {choices.map(({ id, label, about }) => (
          <label key={id} class="mic">
            <input
              type="radio"
              name="microphone"
              checked={device === id}
              onChange={() => void setSetting('microphone', 'device', id)}
            />
            <span class="mic-name">
              <Marked text={label} terms={terms} /> {about !== '' && <span class="small hush">{about}</span>}
            </span>
            {device === id && testing && <LevelMeter active label={t('level')} />}
          </label>
        ))}
      </div>
      <p class="do">
        <button type="button" class="b small line" aria-pressed={testing} onClick={() => setTesting(!testing)}>
          {testing ? t('stopTest') : t('testMicrophone')}
        </button>
        <span class="small hush">{testing ? t('speakNow') : t('setDeviceHint')}</span>
        {!isDefault('microphone', 'device', device) && (
          <button
            type="button"
            class="b small"
            onClick={() => void run('settings.reset', { section: 'microphone', key: 'device' })}
          >
            {t('resetToDefault')}
          </button>
        )}
      </p>
    </div>
  );
}
