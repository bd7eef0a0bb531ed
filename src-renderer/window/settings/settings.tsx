// One long page with anchors; searching leaves the rows that hold the words.
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Settings as AllSettings, SettingsSection } from '../../../src-main/contract/settings.ts';
import { platform } from '../../parts/bridge.ts';
import { createStore, useStore } from '../../parts/store.ts';
import { lookUp, t, type Word } from '../../words/words.ts';
import { termsOf } from '../history/hits.ts';
import { usePlace } from '../place.ts';
import { remember, remembered } from '../remembered.ts';
import { FirstStepsRow, MoveSettings, Practice, Version } from './about.tsx';
import { Account } from './account.tsx';
import { controlOf, controls, hintOf, type Named } from './controls-table.ts';
import { CuesSetting } from './cues-setting.tsx';
import { HotkeySetting } from './hotkey-recorder.tsx';
import { MicrophonePicker } from './microphone-picker.tsx';
import { NewVersion } from './new-version.tsx';
import { PlainSetting } from './plain-setting.tsx';
import { ServerAddress, ServerCurl, ServerKey, ServerSwitch } from './server.tsx';
import { TargetRules } from './target-rules.tsx';
import { TerminalsSetting } from './terminals-setting.tsx';

export const settingsQuery = createStore(remembered().settingsQuery);
settingsQuery.subscribe(() => remember({ settingsQuery: settingsQuery.get() }));

interface Row {
  readonly id: string;
  /** Everything that the search looks through. */
  readonly words: string;
  readonly draw: (terms: readonly string[]) => ComponentChildren;
}

interface Section {
  readonly id: string;
  readonly title: Word;
  readonly rows: readonly Row[];
}

function plain<S extends SettingsSection>(section: S, name: keyof AllSettings[S] & string): Row {
  return {
    id: `${section}.${name}`,
    words: wordsOf(controlOf(section, name)),
    draw: (terms) => <PlainSetting section={section} name={name} terms={terms} />,
  };
}

const wordsOf = (named: Named): string => [lookUp(named.label), hintOf(named) ?? ''].join(' ');
const own = (id: string, words: string, draw: Row['draw']): Row => ({ id, words, draw });

function sections(): readonly Section[] {
  const { dictation, hotkeys, insertion } = controls;
  return [
    {
      id: 'dictation',
      title: 'secDictation',
      rows: [
        plain('dictation', 'language'),
        plain('appearance', 'overlay'),
        own('dictation.cues', `${wordsOf(dictation.cues)} ${t('volume')}`, (terms) => <CuesSetting terms={terms} />),
        plain('dictation', 'segments'),
        plain('dictation', 'postRollMs'),
        // Windows lets a program pause others only through an interface that we can't call: no switch that does nothing.
        ...(platform() === 'win32' ? [] : [plain('dictation', 'pauseMedia')]),
      ],
    },
    {
      id: 'microphone',
      title: 'secMicrophone',
      rows: [
        own(
          'microphone.device',
          `${t('microphone')} ${t('setDeviceHint')} ${t('systemDefault')} ${t('testMicrophone')}`,
          (terms) => <MicrophonePicker terms={terms} />,
        ),
        plain('dictation', 'keepOpenSeconds'),
        plain('microphone', 'sampleRate'),
        plain('microphone', 'recorder'),
      ],
    },
    {
      id: 'hotkeys',
      title: 'secHotkeys',
      rows: [
        own('hotkeys.dictate', wordsOf(hotkeys.dictate), (terms) => <HotkeySetting name="dictate" terms={terms} />),
        plain('dictation', 'mode'),
        plain('dictation', 'tapMs'),
        plain('dictation', 'doubleTapLock'),
        own('hotkeys.pasteLast', wordsOf(hotkeys.pasteLast), (terms) => (
          <HotkeySetting name="pasteLast" terms={terms} />
        )),
        plain('dictation', 'escape'),
      ],
    },
    {
      id: 'insertion',
      title: 'secInsertion',
      rows: [
        plain('insertion', 'method'),
        plain('insertion', 'trailingSpace'),
        plain('insertion', 'restoreClipboard'),
        plain('insertion', 'keepOutOfClipboardHistory'),
        own('insertion.terminals', wordsOf(insertion.terminals), (terms) => <TerminalsSetting terms={terms} />),
        own('insertion.rules', wordsOf(insertion.rules), (terms) => <TargetRules terms={terms} />),
      ],
    },
    {
      id: 'history',
      title: 'secHistory',
      rows: [
        plain('history', 'textDays'),
        plain('history', 'audioDays'),
        plain('history', 'audioMegabytes'),
        plain('history', 'audioTakes'),
        plain('history', 'discardedDays'),
        plain('history', 'keep'),
      ],
    },
    {
      id: 'account',
      title: 'secAccount',
      rows: [
        own(
          'account.who',
          [t('signIn'), t('signOut'), t('usage'), t('signInDevice'), t('apiKey')].join(' '),
          (terms) => <Account terms={terms} />,
        ),
        own('account.practice', wordsOf(controls.account.practice), (terms) => <Practice terms={terms} />),
        plain('account', 'proxy'),
        plain('account', 'apiKeyModel'),
      ],
    },
    {
      id: 'server',
      title: 'secServer',
      rows: [
        own('server.enabled', wordsOf(controls.server.enabled), (terms) => <ServerSwitch terms={terms} />),
        own('server.address', t('address'), (terms) => <ServerAddress terms={terms} />),
        own('server.key', `${t('key')} ${t('serverKeyHint')} ${t('rotate')}`, (terms) => <ServerKey terms={terms} />),
        plain('server', 'port'),
        plain('server', 'origins'),
        plain('server', 'storeTakes'),
        plain('server', 'concurrency'),
        plain('server', 'maxUploadMegabytes'),
        own('server.curl', `${t('tryIt')} ${t('tryItHint')} curl`, (terms) => <ServerCurl terms={terms} />),
      ],
    },
    {
      id: 'appearance',
      title: 'secAppearance',
      rows: [plain('appearance', 'theme'), plain('appearance', 'locale'), plain('appearance', 'notifications')],
    },
    {
      id: 'about',
      title: 'secAbout',
      rows: [
        own('about.version', `Sotto ${t('unofficial')} ${t('releases')} ${t('source')}`, (terms) => (
          <Version terms={terms} />
        )),
        plain('app', 'openAtLogin'),
        plain('app', 'updates'),
        own('about.update', `${t('newVersion')} ${t('updateInstall')}`, (terms) => <NewVersion terms={terms} />),
        own('about.move', `${t('moveSettings')} ${t('moveSettingsHint')}`, (terms) => <MoveSettings terms={terms} />),
        own('app.onboarded', `${t('firstSteps')} ${t('firstStepsHint')}`, (terms) => <FirstStepsRow terms={terms} />),
      ],
    },
  ];
}

export function Settings(): ComponentChildren {
  const query = useStore(settingsQuery, (value) => value);
  const all = useMemo(sections, []);
  const terms = useMemo(() => termsOf(query), [query]);
  const found = useMemo(
    () => all.map((section) => matching(section, terms)).filter(({ rows }) => rows.length > 0),
    [all, terms],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const [here, go] = useScrollSpy(scroller, found);
  const shownHere = found.some(({ id }) => id === here) ? here : found[0]?.id;
  return (
    <main class="settings">
      <h1 class="sr">{t('settings')}</h1>
      <nav class="anchors scroll" aria-label={t('sections')}>
        {found.map(({ id, title }) => (
          <a
            key={id}
            href={`#settings-${id}`}
            aria-current={shownHere === id ? 'true' : undefined}
            onClick={(event) => {
              event.preventDefault();
              go(id);
            }}
          >
            {lookUp(title)}
          </a>
        ))}
      </nav>
      <div class="scroll pages" ref={scroller}>
        {found.length === 0 && (
          <p class="nothing-set hush" role="status">
            {t('nothingFoundFor', { query: query.trim() })}
          </p>
        )}
        {found.map(({ id, title, rows }) => (
          <section key={id} id={`settings-${id}`} aria-labelledby={`settings-${id}-title`}>
            <h2 id={`settings-${id}-title`} tabIndex={-1}>
              {lookUp(title)}
            </h2>
            {rows.map((row) => (
              <RowFrame key={row.id} row={row} terms={terms} />
            ))}
          </section>
        ))}
      </div>
    </main>
  );
}

const RowFrame = ({ row, terms }: { readonly row: Row; readonly terms: readonly string[] }): ComponentChildren =>
  row.draw(terms);

/** A section's name finds all of its rows. */
function matching(section: Section, terms: readonly string[]): Section {
  const has = (text: string): boolean => terms.every((term) => text.toLowerCase().includes(term));
  const title = lookUp(section.title);
  if (has(title)) return section;
  return { ...section, rows: section.rows.filter(({ words }) => has(`${title} ${words}`)) };
}

function useScrollSpy(
  scroller: { readonly current: HTMLDivElement | null },
  found: readonly Section[],
): readonly [string, (id: string) => void] {
  const place = usePlace();
  const [here, setHere] = useState(place.anchor ?? 'dictation');
  const held = useRef(0);
  const go = (id: string): void => {
    const section = document.getElementById(`settings-${id}`);
    if (!section) return;
    held.current = performance.now() + 400; // the last sections can't reach the top: the click decides
    setHere(id);
    section.scrollIntoView({ block: 'start' });
    document.getElementById(`settings-${id}-title`)?.focus({ preventScroll: true });
  };
  useLayoutEffect(() => {
    if (place.anchor !== undefined) go(place.anchor);
    else putBack(scroller.current);
  }, [place]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const follow = (): void => {
      rememberPlace(element, found);
      if (performance.now() < held.current) return;
      const top = element.getBoundingClientRect().top + 80;
      const passed = found.filter(
        ({ id }) => (document.getElementById(`settings-${id}`)?.getBoundingClientRect().top ?? 0) < top,
      );
      const atEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - 2 && element.scrollTop > 0;
      setHere((atEnd ? found.at(-1) : passed.at(-1))?.id ?? found[0]?.id ?? '');
    };
    element.addEventListener('scroll', follow, { passive: true });
    return () => element.removeEventListener('scroll', follow);
  }, [scroller, found]);
  return [here, go];
}

const topOf = (id: string, scroller: HTMLElement): number | undefined => {
  const section = document.getElementById(`settings-${id}`);
  return section ? section.getBoundingClientRect().top - scroller.getBoundingClientRect().top : undefined;
};

function rememberPlace(scroller: HTMLElement, found: readonly Section[]): void {
  const at = found.findLast(({ id }) => (topOf(id, scroller) ?? 1) <= 0) ?? found[0];
  remember({ settingsAt: at ? { section: at.id, into: -(topOf(at.id, scroller) ?? 0) } : null });
}

function putBack(scroller: HTMLElement | null): void {
  const { settingsAt } = remembered();
  if (scroller && settingsAt) scroller.scrollTop += (topOf(settingsAt.section, scroller) ?? 0) + settingsAt.into;
}
