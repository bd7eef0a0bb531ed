// The synchronous line to the X server, opened when first needed; undefined in headless mode.
import { hostSettings } from '../host-state.ts';
import { openXQuestions, type XQuestions } from '../x/x-questions.ts';

let questions: XQuestions | undefined;

export function xQuestions(): XQuestions | undefined {
  const { display } = hostSettings();
  if (display !== undefined) questions ??= openXQuestions(display);
  return questions;
}
