// One station of the way, with its live test where there is one.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Diagnosis } from '../../../src-main/contract/doctor.ts';
import { useAppState } from '../../parts/app-stores.ts';
import { run } from '../../parts/bridge.ts';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { Keycaps } from '../../parts/keycaps.tsx';
import { sendMend } from '../../parts/mend.ts';
import { LevelMeter } from '../../parts/meters.tsx';
import { findingWords } from '../../words/findings.ts';
import { mendWord } from '../../words/mend-words.ts';
import { errorMessage, lookUp, t } from '../../words/words.ts';
import { useMonitor } from '../settings/microphone-picker.tsx';
import { KeyTestButton } from '../steps/key-test-button.tsx';

const signs: Readonly<Record<Diagnosis['state'], IconName>> = {
  ok: 'check',
  warning: 'warn',
  problem: 'warn',
  unknown: 'none',
};

export function Station({
  diagnosis,
  again,
}: {
  readonly diagnosis: Diagnosis;
  readonly again: () => void;
}): ComponentChildren {
  const { check, state } = diagnosis;
  const { found, advice } = findingWords(diagnosis);
  const bad = state === 'warning' || state === 'problem';
  return (
    <li class={bad ? 'bad' : state === 'unknown' ? 'off' : ''} data-check={check}>
      <Icon name={signs[state]} />
      <h2>
        {lookUp(`check_${check}`)}
        <span class="sr">: {t(bad ? 'needsYou' : state === 'ok' ? 'works' : 'notKnown')}</span>
      </h2>
      <p class="selectable">
        {found}
        {advice && ` ${advice}`}
      </p>
      <div class="test">
        <LiveTest check={check} />
        {bad && <MendButton diagnosis={diagnosis} again={again} />}
      </div>
    </li>
  );
}

/** Opened anew by the main process; everything else has a place where it is mended, or is only tried again. */
const mendable: ReadonlySet<Diagnosis['check']> = new Set(['hotkey', 'recorder', 'microphone']);

/** The main process mends what it can; the rest leads to the place where it is mended. */
function MendButton({
  diagnosis,
  again,
}: {
  readonly diagnosis: Diagnosis;
  readonly again: () => void;
}): ComponentChildren {
  const { mend, check } = diagnosis;
  if (mend === undefined || mend === 'none' || mend === 'wait') return null;
  // What only a person can mend (a program to install, a permission) is looked at again.
  const looksAgain = mend === 'retry' || mend === 'open-doctor' || mend.startsWith('install-');
  const label = looksAgain ? (mendable.has(check) ? t('mendIt') : t('tryAgain')) : mendWord(mend);
  return (
    <button
      type="button"
      class="b small mend"
      onClick={() => {
        if (!looksAgain) void sendMend(mend);
        else if (mendable.has(check)) void run('doctor.mend', { check }).then((done) => done !== undefined && again());
        else again();
      }}
    >
      {label}
    </button>
  );
}

function LiveTest({ check }: { readonly check: Diagnosis['check'] }): ComponentChildren {
  switch (check) {
    case 'microphone':
      return <MicrophoneTest />;
    case 'hotkey':
      return <KeyTest />;
    case 'insertion':
      return <PasteTest />;
    default:
      return null;
  }
}

function MicrophoneTest(): ComponentChildren {
  const [testing, setTesting] = useState(false);
  useMonitor(testing);
  return (
    <>
      {testing && (
        <span class="meter-place">
          <LevelMeter active label={t('level')} />
        </span>
      )}
      <button type="button" class="b small flush" aria-pressed={testing} onClick={() => setTesting(!testing)}>
        {testing ? t('stopTest') : t('listen')}
      </button>
    </>
  );
}

function KeyTest(): ComponentChildren {
  const key = useAppState(({ hotkey }) => hotkey.accelerator);
  return (
    <>
      <Keycaps accelerator={key} />
      <KeyTestButton />
    </>
  );
}

function PasteTest(): ComponentChildren {
  const [result, setResult] = useState('');
  const [field, setField] = useState(false);
  return (
    <>
      {field && (
        <input
          class="field try"
          aria-label={t('pasteTestField')}
          value={result}
          onInput={({ currentTarget }) => setResult(currentTarget.value)}
        />
      )}
      <button
        type="button"
        class="b small flush"
        onClick={() => {
          setField(true);
          setResult('');
          requestAnimationFrame(() => {
            document.querySelector<HTMLInputElement>('.field.try')?.focus();
            void run('paste.test');
          });
        }}
      >
        {result === '' ? t('pasteTest') : t('arrived')}
      </button>
    </>
  );
}

export function ServerStation(): ComponentChildren {
  const server = useAppState((state) => state.server);
  const on = server.kind === 'on' || server.kind === 'starting';
  const bad = server.kind === 'failed';
  return (
    <li class={bad ? 'bad apart' : on ? 'apart' : 'off apart'}>
      <Icon name={bad ? 'warn' : on ? 'check' : 'none'} />
      <h2>{t('secServer')}</h2>
      <p class="selectable">
        {bad
          ? server.error
            ? errorMessage(server.error)
            : t('failed')
          : on
            ? (server.address ?? t('serverOn'))
            : t('off')}
      </p>
      <div class="test">
        <button
          type="button"
          class={bad ? 'b small mend' : 'b small flush'}
          onClick={() => void run('server.set', { on: !on })}
        >
          {on ? t('turnOff') : t('turnOn')}
        </button>
      </div>
    </li>
  );
}
