// One line: mark, places, the search of the place, and what the app is doing.
import type { ComponentChildren, Ref } from 'preact';
import { jobs as jobStore, useAppState, useSettings } from '../parts/app-stores.ts';
import { platform, run } from '../parts/bridge.ts';
import { useNow } from '../parts/clock.ts';
import { Icon, Mark } from '../parts/icon.tsx';
import { Keycaps } from '../parts/keycaps.tsx';
import { useStore } from '../parts/store.ts';
import { duration, percent } from '../words/format.ts';
import { keyLine, resolveKey } from '../words/key-names.ts';
import { errorShort, locale, t, tn } from '../words/words.ts';
import { batchWords } from './files/job-rows.tsx';
import { inWork } from './history/list-items.ts';
import { goTo, type PlaceName, usePlace } from './place.ts';
import { stepNow } from './steps/steps-shown.ts';

export interface SearchBox {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly search: (query: string) => void;
  /** Arrow down: into what was found. */
  readonly enter: () => void;
}

export function Header({
  search,
  searchRef,
}: {
  readonly search: SearchBox | null;
  readonly searchRef: Ref<HTMLInputElement>;
}): ComponentChildren {
  const place = usePlace();
  const recording = useAppState(({ phase }) => phase === 'recording');
  const link = (name: PlaceName, label: string): ComponentChildren => (
    <a
      href={`#${name}`}
      aria-current={place.name === name ? 'page' : undefined}
      onClick={(event) => {
        event.preventDefault();
        goTo({ name });
      }}
    >
      {label}
    </a>
  );
  return (
    <header class="top">
      <div class="lead">
        <Mark voice={recording} />
        <nav class="places" aria-label={t('places')}>
          {link('history', t('history'))}
          {link('settings', t('settings'))}
          {link('doctor', t('doctor'))}
        </nav>
      </div>
      {search ? <Search box={search} searchRef={searchRef} /> : <span />}
      <Phase />
    </header>
  );
}

function Search({
  box,
  searchRef,
}: {
  readonly box: SearchBox;
  readonly searchRef: Ref<HTMLInputElement>;
}): ComponentChildren {
  return (
    <label class="search">
      <Icon name="search" />
      <span class="sr">{box.label}</span>
      <input
        ref={searchRef}
        type="search"
        autocomplete="off"
        placeholder={box.hint}
        value={box.value}
        maxLength={500}
        onInput={({ currentTarget }) => box.search(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            if (box.value === '') event.currentTarget.blur();
            box.search('');
          } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
            event.preventDefault();
            box.enter();
          }
        }}
      />
      {box.value === '' && (
        <kbd>{keyLine(platform() === 'darwin' ? 'Command+K' : 'Control+K', platform(), locale())}</kbd>
      )}
    </label>
  );
}

function Phase(): ComponentChildren {
  const practice = useAppState(({ account }) => account.kind === 'practice');
  const phase = useAppState((state) => state.phase);
  const loginMissing = useAppState(({ account }) => account.kind === 'signed-out' || account.kind === 'broken');
  const step = useStore(stepNow, (value) => value);
  return (
    <div class="phase">
      {practice && <span class="tag">{t('practice')}</span>}
      <p role="status">
        <PhaseWords />
      </p>
      {(phase === 'recording' || phase === 'opening') && (
        <span class="phase-do">
          <button type="button" class="b small line" onClick={() => void run('dictation.stop')}>
            {t('finish')}
          </button>
          <button
            type="button"
            class="b small icon"
            aria-label={t('cancel')}
            title={t('cancel')}
            onClick={() => void run('dictation.cancel')}
          >
            <Icon name="x" />
          </button>
        </span>
      )}
      {phase === 'idle' && loginMissing && step === 0 && (
        <span class="phase-do">
          <button type="button" class="b small line" onClick={() => goTo({ name: 'settings', anchor: 'account' })}>
            {t('signIn')}
          </button>
        </span>
      )}
    </div>
  );
}

function PhaseWords(): ComponentChildren {
  const phase = useAppState((state) => state.phase);
  const dictation = useAppState((state) => state.dictation);
  const account = useAppState((state) => state.account);
  const problems = useAppState((state) => state.problems.length);
  const hotkey = useAppState((state) => state.hotkey);
  const setting = useSettings(({ hotkeys }) => hotkeys.dictate);
  const jobs = useStore(jobStore, (value) => value);
  const now = useNow(phase === 'recording' ? 250 : null);
  const kept = useAppState((state) => state.microphoneKept !== null);
  const step = useStore(stepNow, (value) => value);
  if (phase === 'opening') return t('pillOpening');
  if (phase === 'recording') {
    return (
      <>
        <span class="state voice">
          <i class="dot" />
          {t('recording')}
        </span>{' '}
        <span class="num" aria-hidden="true">
          {duration(now - (dictation?.speakingSince ?? now))}
        </span>
      </>
    );
  }
  if (phase === 'transcribing') {
    return dictation?.waitingSince === undefined
      ? t('sendingShare', { share: percent(dictation?.sent ?? 0) })
      : t('waiting');
  }
  if (phase === 'inserting') return t('pillInserting');
  if (step > 0) return t('stepOf', { step, all: 4 });
  if (jobs.some(inWork)) return batchWords(jobs);
  const open = kept && (
    <>
      <span class="state voice">
        <i class="dot" />
        {t('microphoneOpen')}
      </span>{' '}
    </>
  );
  if (account.kind === 'signed-out' || account.kind === 'broken') {
    return (
      <>
        {open}
        {account.error ? errorShort(account.error) : t('signedOut')}
      </>
    );
  }
  if (problems > 0) {
    return (
      <>
        {open}
        {tn('readyWithRepairs', problems)}
      </>
    );
  }
  const key = hotkey.accelerator || resolveKey(setting);
  return (
    <>
      {open}
      {t('ready')} {hotkey.works !== 'none' && key !== '' && <Keycaps accelerator={key} />}
    </>
  );
}
