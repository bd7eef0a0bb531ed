// What the Doctor says about one part of the way from the microphone to the cursor: what was found, by name, and the
// facts. Its words are in dictionaries: English beside this file, other languages with the pages. PURE.
import type { ErrorReport } from './app-error.ts';
import type { FindingName } from './doctor-words.ts';
import type { Mend } from './error-table.ts';

export const checkNames = [
  'recorder',
  'microphone',
  'hotkey',
  'insertion',
  'clipboard',
  'session',
  'login',
  'upstream',
  'challenge',
  'proxy',
  'disk',
  'timings',
  'versions',
] as const; // in the order of a take's way
export type CheckName = (typeof checkNames)[number];

export type DiagnosisFacts = Readonly<Record<string, string | number>>;

export interface Diagnosis {
  readonly check: CheckName;
  readonly state: 'ok' | 'warning' | 'problem' | 'unknown';
  readonly finding: FindingName;
  /** What failed, when the finding is "error". */
  readonly error?: ErrorReport;
  readonly mend?: Mend;
  /** What the words name, and numbers worth copying: level in dBFS, milliseconds, megabytes, versions. No secret. */
  readonly facts?: DiagnosisFacts;
}
