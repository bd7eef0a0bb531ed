// The first steps: four things that check themselves while one looks. They stand where History will be.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useAppState, useSettings } from '../../parts/app-stores.ts';
import { run } from '../../parts/bridge.ts';
import { Icon, Mark } from '../../parts/icon.tsx';
import { useLevels } from '../../parts/levels.ts';
import { t } from '../../words/words.ts';
import { setSetting } from '../settings/change-setting.ts';
import { useMonitor } from '../settings/microphone-picker.tsx';
import { useKeyTest } from './key-test.ts';
import { KeyStep, MicrophoneStep, SaySomethingStep, SignInStep } from './step-bodies.tsx';
import { showSteps, stepNow } from './steps-shown.ts';

/** Speech, not the hum of a room (levels are already scaled for drawing). */
const heardAt = 0.3;

export type StepState = 'done' | 'now' | 'later';

export function FirstSteps(): ComponentChildren {
  const kind = useAppState(({ account }) => account.kind);
  const phase = useAppState((state) => state.phase);
  const works = useAppState(({ hotkey }) => hotkey.works);
  const device = useSettings(({ microphone }) => microphone.device);
  const signedIn = kind !== 'unknown' && kind !== 'signed-out' && kind !== 'broken';
  const [heard, setHeard] = useState(false);
  const [said, setSaid] = useState(false);
  const keyTest = useKeyTest(signedIn && heard && works !== 'none');
  const listening = signedIn && phase === 'idle' && !(heard && keyTest.seen);
  useMonitor(listening);
  const levels = useLevels('monitor', listening);
  const loud = levels.slice(-12).filter((level) => level > heardAt).length >= 3;
  useEffect(() => {
    if (loud) setHeard(true);
  }, [loud]);
  useEffect(() => setHeard(false), [device]);

  const done = [signedIn, heard, keyTest.seen, said];
  const now = done.indexOf(false);
  useEffect(() => {
    stepNow.set(now < 0 ? 4 : now + 1);
    return () => stepNow.set(0);
  }, [now]);
  const state = (at: number): StepState => (done[at] ? 'done' : at === now ? 'now' : 'later');
  const leave = (): void => {
    void setSetting('app', 'onboarded', true);
    showSteps(false);
  };
  return (
    <main class="empty">
      <section class="intro">
        <Mark voice />
        <h1>
          {t('holdAKey')}
          <br />
          {t('speak')}
          <br />
          {t('letItGo')}
        </h1>
        <p>{t('wordsLand')}</p>
        <p class="do">
          <button type="button" class={now < 0 ? 'b fill' : 'b line'} onClick={leave}>
            {now < 0 ? t('startUsing') : t('leaveSteps')}
          </button>
        </p>
        <p class="foot hush small">{t('soundStays')}</p>
      </section>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling place must be reachable by keyboard */}
      <ol class="steps scroll" aria-label={t('firstSteps')} tabIndex={0}>
        <Step number={1} state={state(0)} title={signedIn ? t('stepSignedIn') : t('stepSignIn')}>
          <SignInStep signedIn={signedIn} />
        </Step>
        <Step number={2} state={state(1)} title={heard ? t('stepHears') : t('stepMicrophone')}>
          <MicrophoneStep listening={listening} heard={heard} />
        </Step>
        <Step number={3} state={state(2)} title={keyTest.seen ? t('stepKeySeen') : t('stepKey')}>
          <KeyStep test={keyTest} />
        </Step>
        <Step number={4} state={state(3)} title={said ? t('stepSaid') : t('stepSay')}>
          <SaySomethingStep onText={() => setSaid(true)} tryPaste={() => void run('paste.test')} />
        </Step>
      </ol>
    </main>
  );
}

interface StepProps {
  readonly number: number;
  readonly state: StepState;
  readonly title: string;
  readonly children: ComponentChildren;
}

function Step({ number, state, title, children }: StepProps): ComponentChildren {
  return (
    <li class={state} aria-current={state === 'now' ? 'step' : undefined}>
      {state === 'done' ? <Icon name="check" /> : <span class="n">{number}</span>}
      <h2>
        {title}
        {state === 'done' && <span class="sr">: {t('done')}</span>}
      </h2>
      {children}
    </li>
  );
}
