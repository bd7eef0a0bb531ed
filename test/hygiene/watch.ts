// What a test file's process tells the search: each text that leaves the code under test, with the place where it stands.
// A test in whose time a secret is seen fails; what is seen later fails the run.
import { appendFileSync } from 'node:fs';
import { SecretBook, secretsVariable } from './secret-book.ts';

/** Names the file with the findings of the run. */
export const leaksVariable = 'SOTTO_TEST_LEAKS';

const { [secretsVariable]: secrets, [leaksVariable]: leaks } = process.env;

export const book = secrets ? new SecretBook(secrets) : undefined;

let found: string[] = [];

export function reportLeak(place: string): void {
  found.push(place);
  if (leaks) appendFileSync(leaks, `${place.replaceAll('\n', ' ').slice(0, 500)}\n`);
}

/** @returns the text itself, so that it can be watched on its way */
export function watched(place: string, text: string): string {
  const secret = book?.find(text);
  if (secret !== undefined) reportLeak(`${place} (secret ${secret})`);
  return text;
}

/** What was seen since the last call. */
export function takeFindings(): string[] {
  const taken = found;
  found = [];
  return taken;
}
