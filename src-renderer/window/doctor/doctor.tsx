// The way of a take, station by station: what works, what it means where it doesn't, and the button that mends it.
import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { checkNames, type Diagnosis } from '../../../src-main/contract/doctor.ts';
import { useAppState } from '../../parts/app-stores.ts';
import { run } from '../../parts/bridge.ts';
import { stageTime } from '../../words/format.ts';
import { lookUp, t, tn } from '../../words/words.ts';
import { goTo } from '../place.ts';
import { showSteps } from '../steps/steps-shown.ts';
import { showToast } from '../toasts.tsx';
import { ServerStation, Station } from './station.tsx';

export function Doctor(): ComponentChildren {
  const { found, running, tookMs, check } = useDiagnoses();
  const bad = found.filter(({ state }) => state === 'problem' || state === 'warning');
  const ok = found.filter(({ state }) => state === 'ok').length;
  const missing = running ? checkNames.filter((name) => !found.some((diagnosis) => diagnosis.check === name)) : [];
  return (
    <main class="doctor">
      <section class="sum">
        <div role="status">
          <h1>
            {running && found.length === 0
              ? t('checking')
              : bad.length === 0
                ? t('allWell')
                : tn('thingsNeedYou', bad.length)}
          </h1>
          <p>
            {running && found.length === 0 ? t('stationsInOrder') : `${t('stationsInOrder')} ${tn('stationsWork', ok)}`}
          </p>
        </div>
        <p class="do">
          <button type="button" class="b fill" disabled={running} onClick={check}>
            {running ? t('checkingNow') : t('checkAgain')}
          </button>
          <button type="button" class="b line" onClick={() => void copyReport()}>
            {t('copyReport')}
          </button>
        </p>
        <p class="do">
          <button
            type="button"
            class="b flush-start"
            onClick={() => {
              showSteps(true);
              goTo({ name: 'history' });
            }}
          >
            {t('showSteps')}
          </button>
        </p>
        <p class="foot hush small">
          {tookMs !== null && `${t('checkedIn', { time: stageTime(tookMs) })} `}
          {t('reportHolds')}
        </p>
      </section>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling place must be reachable by keyboard */}
      <ol class="path scroll" aria-label={t('doctor')} tabIndex={0}>
        {found.map((diagnosis) => (
          <Station key={diagnosis.check} diagnosis={diagnosis} again={check} />
        ))}
        {missing.map((name) => (
          <li key={name} class="busy">
            <span class="sway" aria-hidden="true">
              <b />
            </span>
            <h2>{lookUp(`check_${name}`)}</h2>
            <p>{t('checking')}</p>
          </li>
        ))}
        <ServerStation />
      </ol>
    </main>
  );
}

interface Diagnoses {
  readonly found: readonly Diagnosis[];
  readonly running: boolean;
  readonly tookMs: number | null;
  readonly check: () => void;
}

function useDiagnoses(): Diagnoses {
  const [found, setFound] = useState<readonly Diagnosis[]>([]);
  const [running, setRunning] = useState(true);
  const [tookMs, setTookMs] = useState<number | null>(null);
  const problems = useAppState(({ problems: list }) => list.map(({ id }) => id).join(' '));
  const check = useCallback((): void => {
    setRunning(true);
    const from = performance.now();
    void run('doctor.run').then((list) => {
      setRunning(false);
      if (!list) return;
      setFound(list);
      setTookMs(performance.now() - from);
    });
  }, []);
  // A fault that came or went changes what the stations say.
  useEffect(check, [check, problems]);
  return { found, running, tookMs, check };
}

async function copyReport(): Promise<void> {
  if ((await run('doctor.copyReport')) !== undefined) showToast({ text: t('reportCopied') }, 3000);
}
