// The short form of test/soak/first-last-word.ts: the first word is caught, the last word too.
import { firstAndLastWords } from '../soak/first-last-word.ts';
import { focusedField } from './support/fields.ts';
import { expect, test } from './support/fixtures.ts';

test('words that begin with the first sample and end at key-up arrive whole, five of five', async ({
  desktop,
  keyboard,
  launch,
  standin,
}) => {
  const app = await launch();
  await using _field = await focusedField(desktop);
  const rounds = await firstAndLastWords({ app, desktop, keyboard, standin }, 5);
  expect(rounds.map(({ heard }) => heard)).toEqual(rounds.map(({ said }) => said));
});
