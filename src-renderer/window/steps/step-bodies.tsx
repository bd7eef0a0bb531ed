// What stands in each of the four steps.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useAppState, useSettings } from '../../parts/app-stores.ts';
import { run } from '../../parts/bridge.ts';
import { Icon } from '../../parts/icon.tsx';
import { Keycaps } from '../../parts/keycaps.tsx';
import { sendMend } from '../../parts/mend.ts';
import { LevelMeter } from '../../parts/meters.tsx';
import { useRescuedFocus } from '../../parts/rescued-focus.ts';
import { resolveKey } from '../../words/key-names.ts';
import { errorMessage, lookUp, t } from '../../words/words.ts';
import { planName } from '../settings/account.tsx';
import { setSetting } from '../settings/change-setting.ts';
import { Pick } from '../settings/controls.tsx';
import { KeyBox, useHotkeyRecorder } from '../settings/hotkey-recorder.tsx';
import { useMicrophones } from '../settings/microphone-picker.tsx';
import { SignInWays, SigningIn } from '../settings/sign-in.tsx';
import type { KeyTest } from './key-test.ts';

export function SignInStep({ signedIn }: { readonly signedIn: boolean }): ComponentChildren {
  const account = useAppState((state) => state.account);
  useRescuedFocus(`${account.kind} ${account.signingIn?.method}`, '.steps li:first-child button');
  if (account.signingIn) return <SigningIn signingIn={account.signingIn} />;
  if (!signedIn) {
    return (
      <>
        <p>{account.kind === 'broken' && account.error ? errorMessage(account.error) : t('stepSignInHint')}</p>
        <SignInWays practice />
      </>
    );
  }
  return (
    <>
      <p>{signedInWords(account.kind, account.email, account.plan)}</p>
      <button
        type="button"
        class="b small flush change"
        onClick={() =>
          void (account.kind === 'practice'
            ? run('account.practice', { on: false })
            : run('account.signIn', { method: 'browser' }))
        }
      >
        {account.kind === 'practice' ? t('endPractice') : t('useAnother')}
      </button>
    </>
  );
}

function signedInWords(kind: string, email: string | undefined, plan: string | undefined): string {
  if (kind === 'practice') return t('practiceOnHint');
  if (kind === 'apikey') return t('accountApiKeyHint');
  return [email, kind === 'chatgpt' ? planName(plan ?? '') : undefined].filter((part) => part !== undefined).join(', ');
}

export function MicrophoneStep({
  listening,
  heard,
}: {
  readonly listening: boolean;
  readonly heard: boolean;
}): ComponentChildren {
  const device = useSettings(({ microphone }) => microphone.device);
  const microphones = useMicrophones();
  return (
    <div class="mic-line">
      <Pick
        labelledBy="step-microphone"
        value={device}
        options={[['', t('systemDefault')] as const, ...microphones.map(({ id, label }) => [id, label] as const)]}
        change={(id) => void setSetting('microphone', 'device', id)}
      />
      <span id="step-microphone" class="sr">
        {t('microphone')}
      </span>
      {listening && <LevelMeter active label={t('level')} />}
      {listening && !heard && <span class="hush small">{t('speakNow')}</span>}
    </div>
  );
}

export function KeyStep({ test }: { readonly test: KeyTest }): ComponentChildren {
  const hotkey = useAppState((state) => state.hotkey);
  const setting = useSettings(({ hotkeys }) => hotkeys.dictate);
  const recorder = useHotkeyRecorder('dictate');
  const [choosing, setChoosing] = useState(false);
  const key = hotkey.accelerator || resolveKey(setting);
  return (
    <>
      <p>
        {hotkey.error
          ? errorMessage(hotkey.error)
          : hotkey.works === 'toggle'
            ? t('stepKeyToggleHint')
            : t('stepKeyHint')}
      </p>
      <div class="try">
        {choosing ? (
          <KeyBox label={t('setDictate')} value={key} recorder={recorder} />
        ) : (
          <span class="big keys-big">
            <Keycaps accelerator={key} />
          </span>
        )}
        <span class="hush" role="status">
          {recorder.refused
            ? errorMessage(recorder.refused.error)
            : test.seen
              ? t('keySeen')
              : test.listening
                ? t('listeningForKey')
                : ''}
        </span>
        {hotkey.works === 'none' && (
          <button type="button" class="b small mend" onClick={() => void sendMend('choose-hotkey')}>
            {t('openSettings')}
          </button>
        )}
        <button type="button" class="b small line" onClick={() => setChoosing(!choosing)}>
          {choosing ? t('close') : t('chooseAnother')}
        </button>
      </div>
    </>
  );
}

interface SaySomethingProps {
  readonly onText: () => void;
  readonly tryPaste: () => void;
}

export function SaySomethingStep({ onText, tryPaste }: SaySomethingProps): ComponentChildren {
  const key = useAppState(({ hotkey }) => hotkey.accelerator);
  const setting = useSettings(({ hotkeys }) => hotkeys.dictate);
  const [before = '', after = ''] = lookUp('stepSayHint').split('{key}');
  return (
    <>
      <p>
        {before}
        <Keycaps accelerator={key || resolveKey(setting)} />
        {after}
      </p>
      <textarea
        id="try-field"
        class="field"
        rows={2}
        placeholder={t('wordsLandHere')}
        aria-label={t('tryField')}
        onInput={({ currentTarget }) => currentTarget.value.trim() !== '' && onText()}
      />
      <p class="do">
        <button
          type="button"
          class="b small"
          onClick={() => {
            document.getElementById('try-field')?.focus();
            tryPaste();
          }}
        >
          <Icon name="clip" />
          {t('pasteTest')}
        </button>
      </p>
    </>
  );
}
