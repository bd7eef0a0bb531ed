// Press the keys: the box shows them as they are held and takes them when they are let go. The main process suspends the
// global keys meanwhile, so that the page sees them, and gives them back when its window goes away.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ErrorReport } from '../../../src-main/contract/app-error.ts';
import { useSettings } from '../../parts/app-stores.ts';
import { CommandError, platform, rpc, run } from '../../parts/bridge.ts';
import { Keycaps } from '../../parts/keycaps.tsx';
import { resolveKey } from '../../words/key-names.ts';
import { lookUp, t } from '../../words/words.ts';
import { KeyTestButton } from '../steps/key-test-button.tsx';
import { changeSetting, setSetting } from './change-setting.ts';
import { controls } from './controls-table.ts';
import { isDefault } from './default-settings.ts';
import { accelerator, isModifier } from './dom-accelerator.ts';
import { SettingRow } from './setting-row.tsx';

interface HotkeySettingProps {
  readonly name: 'dictate' | 'pasteLast';
  readonly terms: readonly string[];
}

export function HotkeySetting({ name, terms }: HotkeySettingProps): ComponentChildren {
  const value = useSettings(({ hotkeys }) => hotkeys[name]);
  const recorder = useHotkeyRecorder(name);
  const { label, hint } = controls.hotkeys[name];
  const { refused } = recorder;
  return (
    <SettingRow
      name={`hotkeys.${name}`}
      label={lookUp(label)}
      hint={recorder.recording ? t('pressKeysHint') : lookUp(hint)}
      terms={terms}
      changed={!isDefault('hotkeys', name, value)}
      error={refused?.error ?? null}
      more={
        refused && (
          <>
            <button type="button" class="b small mend" onClick={recorder.start}>
              {t('chooseAnother')}
            </button>
            <button type="button" class="b small" onClick={() => void recorder.useAnyway()}>
              {t('useAnyway')}
            </button>
          </>
        )
      }
    >
      {name === 'dictate' && <KeyTestButton disabled={recorder.recording} />}
      <KeyBox label={lookUp(label)} value={resolveKey(value)} recorder={recorder} />
      {name === 'pasteLast' && value !== '' && (
        <button type="button" class="b small" onClick={() => void setSetting('hotkeys', name, '')}>
          {t('noKey')}
        </button>
      )}
    </SettingRow>
  );
}

export function KeyBox({
  label,
  value,
  recorder,
}: {
  readonly label: string;
  readonly value: string;
  readonly recorder: HotkeyRecorder;
}): ComponentChildren {
  const shown = recorder.recording ? recorder.held : (recorder.refused?.accelerator ?? value);
  return (
    <button
      type="button"
      class={recorder.recording ? 'keybox on' : 'keybox'}
      aria-label={
        recorder.recording
          ? `${label}: ${t('pressKeys')}`
          : t('changeKey', { name: label, key: shown === '' ? t('noKey') : shown })
      }
      onClick={recorder.recording ? undefined : recorder.start}
      onBlur={recorder.stop}
      onKeyDown={recorder.onKeyDown}
      onKeyUp={recorder.onKeyUp}
    >
      {shown === '' ? (
        <span>{recorder.recording ? t('pressKeys') : t('setAKey')}</span>
      ) : (
        <Keycaps accelerator={shown} />
      )}
      {recorder.recording && <i class="caret" />}
    </button>
  );
}

export interface HotkeyRecorder {
  readonly recording: boolean;
  readonly held: string;
  readonly refused: { readonly accelerator: string; readonly error: ErrorReport } | null;
  readonly start: () => void;
  readonly stop: () => void;
  readonly useAnyway: () => Promise<void>;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onKeyUp: (event: KeyboardEvent) => void;
}

export function useHotkeyRecorder(name: 'dictate' | 'pasteLast'): HotkeyRecorder {
  const [recording, setRecording] = useState(false);
  const [held, setHeld] = useState('');
  const [refused, setRefused] = useState<HotkeyRecorder['refused']>(null);
  const alone = useRef<string | null>(null);
  const taken = useRef(false);
  const suspended = useRef(false);

  const giveBack = (): void => {
    if (!suspended.current) return;
    suspended.current = false;
    void run('hotkey.record', { on: false });
  };
  const stop = (): void => {
    if (!recording) return;
    setRecording(false);
    setHeld('');
    giveBack(); // before the new key is checked
  };
  const start = (): void => {
    taken.current = false;
    alone.current = null;
    setRefused(null);
    setHeld('');
    setRecording(true);
    suspended.current = true;
    void run('hotkey.record', { on: true });
  };
  const take = async (keys: string): Promise<void> => {
    if (taken.current || keys === '') return; // letting go of what was taken
    taken.current = true;
    stop();
    try {
      const check = await rpc('hotkey.check', { accelerator: keys, use: name });
      const error = check.ok ? await changeSetting('hotkeys', name, keys) : (check.error ?? null);
      if (error) setRefused({ accelerator: keys, error });
    } catch (thrown) {
      if (!(thrown instanceof CommandError)) throw thrown;
      setRefused({ accelerator: keys, error: thrown.report });
    }
  };

  // A row that goes away while it records (search, another place) gives the keys back too.
  useEffect(() => {
    if (!recording) return;
    return giveBack;
  }, [recording]);

  return {
    recording,
    held,
    refused,
    start,
    stop,
    useAnyway: async () => {
      if (!refused) return;
      const error = await changeSetting('hotkeys', name, refused.accelerator);
      setRefused(error ? { ...refused, error } : null);
    },
    onKeyDown: (event) => {
      if (!recording) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.repeat) return;
      if (event.key === 'Escape' && !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey) return stop();
      alone.current = isModifier(event) && held === '' ? event.code : null;
      const keys = accelerator(event, platform());
      setHeld(keys);
      if (!isModifier(event)) void take(keys);
    },
    onKeyUp: (event) => {
      if (!recording) return;
      event.preventDefault();
      if (alone.current === event.code) void take(event.code);
      else if (isModifier(event)) setHeld(accelerator(event, platform()));
      alone.current = null;
    },
  };
}
