// The Doctor's findings as they leave the app: names and facts for programs, English sentences for people.
import type { Diagnosis } from '../contract/doctor.ts';
import { diagnosisWords, type FindingWords } from '../contract/doctor-words.ts';
import type { Problem } from '../contract/state.ts';
import { redactText } from '../lib/redact.ts';

/** What `sotto doctor --json` and the copied report hold of a check. */
export function withWords({ check, state, finding, error, mend, facts }: Diagnosis): Readonly<Record<string, unknown>> {
  const { found, advice }: FindingWords = diagnosisWords({
    check,
    state,
    finding,
    ...(error ? { error } : {}),
    ...(facts ? { facts } : {}),
  });
  return {
    check,
    state,
    finding,
    found,
    ...(advice ? { advice } : {}),
    ...(mend ? { mend } : {}),
    ...(facts ? { facts } : {}),
  };
}

/**
 * For a bug report: no text, no sound, no token, no name of a person.
 * @param home the user's home folder, whose name is mostly the user's: it becomes `~`
 */
export function doctorReport(
  version: string,
  problems: readonly Problem[],
  diagnoses: readonly Diagnosis[],
  home: string,
): string {
  const report = {
    sotto: version,
    problems: problems.map(({ id, error }) => ({ id, code: error.code })),
    checks: diagnoses.map(withWords),
  };
  const short = (_: string, value: unknown): unknown => (typeof value === 'string' ? homeAsTilde(value, home) : value);
  return redactText(JSON.stringify(report, short, 2));
}

function homeAsTilde(text: string, home: string): string {
  const folder = home.replace(/[/\\]+$/, '');
  if (folder === '') return text; // of a service whose home is the root of everything
  // A folder beside it may begin with the same letters.
  return text
    .split(folder)
    .reduce((before, rest) => before + (/^(?:[/\\\s"'\u201d.,:;)]|$)/.test(rest) ? '~' : folder) + rest);
}
