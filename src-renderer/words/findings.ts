// What the Doctor found in the page's language, keys as people write them.
import type { Diagnosis } from '../../src-main/contract/doctor.ts';
import { type Findings, type FindingWords, findingsEn } from '../../src-main/contract/doctor-words.ts';
import { platform } from '../parts/bridge.ts';
import { findingsDe } from './findings-de.ts';
import { keyLine } from './key-names.ts';
import { errorHint, errorMessage, fill, type Locale, locale } from './words.ts';

const dictionaries: Readonly<Record<Locale, Findings>> = { en: findingsEn, de: findingsDe };

export function findingWords({ finding, error, facts = {} }: Diagnosis): FindingWords {
  if (error) return { found: sentence(errorMessage(error)), advice: errorHint(error) };
  const { found, advice } = dictionaries[locale()][finding];
  const key = typeof facts.key === 'string' ? { key: keyLine(facts.key, platform(), locale()) } : {};
  return { found: fill(found, { ...facts, ...key }), ...(advice === undefined ? {} : { advice }) };
}

const sentence = (text: string): string => text.replace(/[.!?]?$/, (end) => end || '.');
