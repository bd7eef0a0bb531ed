// Words in both languages, keys as people read them, numbers and times.
import { afterEach, describe, expect, test } from 'vitest';
import { type FindingName, type FindingWords, findingsEn } from '../../../src-main/contract/doctor-words.ts';
import { errorCodes } from '../../../src-main/contract/error-table.ts';
import { defaultSettings as contractDefaults, defaultHotkey } from '../../../src-main/contract/settings.ts';
import { defaultSettings, isDefault } from '../../../src-renderer/window/settings/default-settings.ts';
import { de } from '../../../src-renderer/words/de.ts';
import { en } from '../../../src-renderer/words/en.ts';
import { errorsDe } from '../../../src-renderer/words/errors-de.ts';
import { errorsEn } from '../../../src-renderer/words/errors-en.ts';
import { findingWords } from '../../../src-renderer/words/findings.ts';
import { findingsDe } from '../../../src-renderer/words/findings-de.ts';
import {
  bytes,
  dayName,
  duration,
  moment,
  percent,
  spokenDuration,
  stageTime,
} from '../../../src-renderer/words/format.ts';
import { defaultKey, keyLine, keyNames } from '../../../src-renderer/words/key-names.ts';
import { chooseLocale, errorHint, errorMessage, setLocale, t, tn } from '../../../src-renderer/words/words.ts';

afterEach(() => setLocale('en', ['en-GB']));
setLocale('en', ['en-GB']);

describe('dictionaries', () => {
  test('German has the same places for values as English', () => {
    const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
    const wrong = Object.entries(en).filter(
      ([word, text]) => places(text).join() !== places(de[word as keyof typeof de]).join(),
    );
    expect(wrong.map(([word]) => word)).toEqual([]);
  });
  test('no word is empty, pleads or shouts', () => {
    for (const text of [...Object.entries(en), ...Object.entries(de)]
      .filter(([word]) => word !== 'noUnit')
      .map(([, text]) => text)) {
      expect(text.trim()).not.toBe('');
      expect(text).not.toMatch(/please|oops|successfully|bitte|erfolgreich|!/i);
    }
  });
  test('what the Doctor finds is said in both languages, with the same facts', () => {
    const places = ({ found, advice = '' }: FindingWords): string[] =>
      `${found} ${advice}`.match(/\{\w+\}/g)?.sort() ?? [];
    for (const [name, words] of Object.entries(findingsEn)) {
      const german = findingsDe[name as FindingName]; // its own key
      expect([name, ...places(german)]).toEqual([name, ...places(words)]);
      expect([name, german.advice === undefined]).toEqual([name, !('advice' in words)]);
    }
    const found = { check: 'login', state: 'ok', finding: 'login_with_plan', facts: { plan: 'plus' } } as const;
    expect(findingWords(found)).toEqual({ found: 'Signed in, plan plus.' });
    setLocale('de', ['de-DE']);
    expect(findingWords(found)).toEqual({ found: 'Angemeldet, Tarif plus.' });
  });
  test('every error has a title in both languages, and German says what to do', () => {
    for (const code of errorCodes) {
      expect(errorsEn[code].title).not.toBe('');
      expect(errorsDe[code].title).not.toBe('');
      expect(errorsDe[code].hint).toMatch(/\.$/);
    }
  });
  test('errors speak the chosen language', () => {
    const report = { code: 'network', message: 'No way to chatgpt.com.', hint: 'Check the cable.' } as const;
    expect([errorMessage(report), errorHint(report)]).toEqual(['No way to chatgpt.com.', 'Check the cable.']);
    setLocale('de', ['de-AT']);
    expect(errorMessage(report)).toBe('Kein Netz');
    expect(tn('takesOfDay', 1)).toBe('1 Aufnahme');
    expect(t('pillPastedInto', { target: '{target}' })).toBe('In {target} eingefügt');
  });
  test('the system decides unless somebody chose', () => {
    expect(chooseLocale('system', ['de-CH', 'en'])).toBe('de');
    expect(chooseLocale('system', ['fr', 'de'])).toBe('en');
    expect(chooseLocale('de', ['en'])).toBe('de');
  });
});

describe('settings of the page', () => {
  test('its defaults are those of the schema', () => {
    const { terminals: _, ...insertion } = contractDefaults.insertion;
    expect(defaultSettings).toEqual({ ...contractDefaults, insertion });
    expect(defaultKey).toBe(defaultHotkey);
    expect(isDefault('history', 'audioDays', 30)).toBe(true);
    expect(isDefault('history', 'audioDays', 31)).toBe(false);
    expect(isDefault('insertion', 'terminals', [])).toBe(false);
  });
});

describe('keys', () => {
  test.each([
    ['Control+Alt+Space', 'linux', 'en', 'Ctrl+Alt+Space'],
    ['Control+Alt+Space', 'linux', 'de', 'Strg+Alt+Leertaste'],
    ['Control+Alt+Space', 'darwin', 'en', '⌃⌥Space'],
    ['ControlRight', 'linux', 'en', 'Right Ctrl'],
    ['ControlRight', 'linux', 'de', 'Strg rechts'],
    ['MetaLeft', 'win32', 'en', 'Left Win'],
  ] as const)('%s on %s in %s is %s', (accelerator, platform, locale, shown) => {
    expect(keyLine(accelerator, platform, locale)).toBe(shown);
  });
  test('nothing is no keycap', () => {
    expect(keyNames('', 'linux', 'en')).toEqual([]);
  });
});

describe('numbers and times', () => {
  test('durations', () => {
    expect([0, 7400, 59_999, 60_000, 3_852_000].map(duration)).toEqual(['0:00', '0:07', '0:59', '1:00', '1:04:12']);
    expect(spokenDuration(65_000)).toBe('1 minute 5 seconds');
    expect(spokenDuration(0)).toBe('0 seconds');
  });
  test('stages, shares and sizes', () => {
    expect([stageTime(61), stageTime(1240), percent(0.4)]).toEqual(['61\u00a0ms', '1.24\u00a0s', '40\u00a0%']);
    expect([bytes(900), bytes(61_000), bytes(3_100_000), bytes(27_000_000), bytes(1_200_000_000)]).toEqual([
      '900\u00a0B',
      '61\u00a0kB',
      '3.1\u00a0MB',
      '27\u00a0MB',
      '1.2\u00a0GB',
    ]);
  });
  test('days are named as people do', () => {
    const now = new Date(2026, 10, 21, 9).getTime();
    const back = (days: number): string => dayName(new Date(2026, 10, 21 - days, 23).getTime(), now);
    expect([back(0), back(1), back(2), back(10)]).toEqual(['Today', 'Yesterday', 'Thursday', 'Wed 11 November']);
    expect(moment(new Date(2026, 10, 21, 16, 40).getTime(), now)).toBe('16:40');
    expect(moment(new Date(2026, 10, 23, 9, 0).getTime(), now)).toBe('Monday 09:00');
  });
});
