// What the Doctor says about one part of the way from the microphone to the cursor. PURE.
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

export interface Diagnosis {
  readonly check: CheckName;
  readonly state: 'ok' | 'warning' | 'problem' | 'unknown';
  /** What was found, one sentence, no secret. */
  readonly finding: string;
  /** What it means and what mends it, when it isn't fine. */
  readonly advice?: string;
  readonly mend?: Mend;
  /** Numbers worth copying: level in dBFS, milliseconds, megabytes, versions. */
  readonly facts?: Readonly<Record<string, string | number>>;
}
