// The window: header, one of three places, what is dropped, what was done. Keys that work everywhere live here.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useSettings } from '../parts/app-stores.ts';
import { platform, run } from '../parts/bridge.ts';
import { useRescuedFocus } from '../parts/rescued-focus.ts';
import { useStore } from '../parts/store.ts';
import { locale, t } from '../words/words.ts';
import { Doctor } from './doctor/doctor.tsx';
import { DropTarget } from './files/drop-target.tsx';
import { Header, type SearchBox } from './header.tsx';
import { History } from './history/history.tsx';
import { takeList, undoDelete } from './history/takes.ts';
import { goTo, type PlaceName, usePlace } from './place.ts';
import { Settings, settingsQuery } from './settings/settings.tsx';
import { FirstSteps } from './steps/first-steps.tsx';
import { useStepsShown } from './steps/steps-shown.ts';
import { Toasts } from './toasts.tsx';

export function App(): ComponentChildren {
  const place = usePlace();
  useSettings(({ appearance }) => appearance.locale);
  const language = locale();
  useRescuedFocus(language, '[data-setting="appearance.locale"] input:checked');
  const steps = useStepsShown() && place.name === 'history';
  const searchInput = useRef<HTMLInputElement>(null);
  const search = useSearch(place.name, steps);
  useKeys(() => {
    searchInput.current?.focus();
    searchInput.current?.select();
  });
  return (
    // Another language draws everything anew.
    <div class="window" key={language}>
      <Header search={search} searchRef={searchInput} />
      {steps ? (
        <FirstSteps />
      ) : place.name === 'history' ? (
        <History />
      ) : place.name === 'settings' ? (
        <Settings />
      ) : (
        <Doctor />
      )}
      <DropTarget />
      <Toasts />
    </div>
  );
}

function useSearch(place: PlaceName, steps: boolean): SearchBox | null {
  const historyQuery = useStore(takeList.state, ({ query }) => query);
  const setQuery = useStore(settingsQuery, (value) => value);
  if (steps || place === 'doctor') return null;
  if (place === 'settings') {
    return {
      label: t('searchSettings'),
      hint: t('searchSettings'),
      value: setQuery,
      search: settingsQuery.set,
      enter: () => document.querySelector<HTMLElement>('.pages :is(input, select, button, textarea)')?.focus(),
    };
  }
  return {
    label: t('searchTakes'),
    hint: t('searchHint'),
    value: historyQuery,
    search: (query) => void takeList.look({ query }),
    enter: () => document.querySelector<HTMLElement>('[data-take][tabindex="0"]')?.focus(),
  };
}

function useKeys(focusSearch: () => void): void {
  const latest = useRef(focusSearch);
  latest.current = focusSearch;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      const command = platform() === 'darwin' ? event.metaKey : event.ctrlKey;
      const writing =
        event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]') !== null;
      const places: Readonly<Record<string, PlaceName>> = {
        '1': 'history',
        '2': 'settings',
        '3': 'doctor',
        ',': 'settings',
      };
      const place = places[event.key];
      if (command && event.key.toLowerCase() === 'k') latest.current();
      else if (!command && !writing && event.key === '/') latest.current();
      else if (command && event.key.toLowerCase() === 'o') void run('files.choose');
      else if (command && !event.shiftKey && event.key.toLowerCase() === 'z' && !writing && undoDelete())
        event.preventDefault();
      else if (command && place) goTo({ name: place });
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
