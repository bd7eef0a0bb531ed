// Which language the page speaks, and how a word is looked up. Dictionaries are typed: a missing word or a forgotten
// place for a value is a compile error.
import type { ErrorReport } from '../../src-main/contract/app-error.ts';
import { de } from './de.ts';
import { en, type Word } from './en.ts';
import { errorsDe } from './errors-de.ts';
import { type ErrorWords, errorsEn } from './errors-en.ts';

export type { Word } from './en.ts';
export type Locale = 'en' | 'de';

type Slots<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Slots<Rest> : never;
type Values<W extends Word> = [Slots<(typeof en)[W]>] extends [never]
  ? []
  : [values: Readonly<Record<Slots<(typeof en)[W]>, string | number>>];

const dictionaries: Readonly<Record<Locale, Readonly<Record<Word, string>>>> = { en, de };
const errors: Readonly<Record<Locale, ErrorWords>> = { en: errorsEn, de: errorsDe };

let current: Locale = 'en';
let region = 'en';
let plurals: { readonly rules: Intl.PluralRules; readonly digits: Intl.NumberFormat } | null = null;

export const locale = (): Locale => current;
/** For Intl: the user's own region where it is of the same language ("de-AT"). */
export const regionTag = (): string => region;

/** @param system BCP 47 tags in the user's order. */
export function chooseLocale(setting: 'system' | Locale, system: readonly string[]): Locale {
  if (setting !== 'system') return setting;
  return system[0]?.toLowerCase().startsWith('de') ? 'de' : 'en';
}

export function setLocale(next: Locale, system: readonly string[]): void {
  current = next;
  plurals = null;
  region = system.find((tag) => tag.toLowerCase().split('-')[0] === next) ?? next;
}

/** The word in the page's language, with its values put in. */
export function t<W extends Word>(word: W, ...[values]: Values<W>): string {
  return values ? fill(dictionaries[current][word], values) : dictionaries[current][word];
}

/** For words that are chosen at run time (settings rows, models); the values may be any. */
export function lookUp(word: Word, values: Readonly<Record<string, string | number>> = {}): string {
  return fill(dictionaries[current][word], values);
}

export function hasWord(word: string): word is Word {
  return Object.hasOwn(en, word);
}

export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

type Counted = { [W in Word]: W extends `${infer Stem}_one` ? Stem : never }[Word];

/** A word with a number: the form is chosen by the language's plural rule. */
export function tn(stem: Counted, count: number): string {
  plurals ??= { rules: new Intl.PluralRules(current), digits: new Intl.NumberFormat(region) };
  const form = plurals.rules.select(count) === 'one' ? 'one' : 'other';
  const word = `${stem}_${form}`;
  if (!hasWord(word)) throw new Error(`no word ${word}`);
  return fill(dictionaries[current][word], { count: plurals.digits.format(count) });
}

/** What happened, in a few words: "Your sign-in has expired". */
export const errorTitle = (report: ErrorReport): string => errors[current][report.code].title;
/** The pill has room for three words. */
export const errorShort = (report: ErrorReport): string =>
  errors[current][report.code].short ?? errors[current][report.code].title;
/** The sentence that the main process wrote names files and devices, in English; in German the title says it. */
export const errorMessage = (report: ErrorReport): string =>
  current === 'en' ? report.message : errors[current][report.code].title;
/** What to do. */
export const errorHint = (report: ErrorReport): string =>
  current === 'en' ? report.hint : errors[current][report.code].hint;
