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

/** For a bug report: no text, no sound, no token, no name of a person. */
export function doctorReport(version: string, problems: readonly Problem[], diagnoses: readonly Diagnosis[]): string {
  const report = {
    sotto: version,
    problems: problems.map(({ id, error }) => ({ id, code: error.code })),
    checks: diagnoses.map(withWords),
  };
  return redactText(JSON.stringify(report, null, 2));
}
