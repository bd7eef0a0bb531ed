// sotto doctor: the same checks as the window's Doctor. Asks the running app when there is one, since only it knows its
// keys; otherwise looks for itself.

import { withWords } from '../app/doctor-report.ts';
import { headlessDoctor } from '../app/headless-doctor.ts';
import { findPlaces } from '../app/places.ts';
import { type AppError, toAppError } from '../contract/app-error.ts';
import type { Diagnosis } from '../contract/doctor.ts';
import { diagnosisWords } from '../contract/doctor-words.ts';
import { askApp } from '../lib/control-socket.ts';
import { openCodexFor } from './codex-flags.ts';
import { flagOption } from './parse-arguments.ts';
import { readSettingsFile } from './read-settings-file.ts';
import type { Command } from './run-cli.ts';

export const doctor: Command = async ({ parsed, surroundings, terminal, log, controlAddress }) => {
  let diagnoses: readonly Diagnosis[];
  let running = true;
  try {
    diagnoses = (await askApp(controlAddress, { command: 'doctor.run' })) as Diagnosis[]; // the contract's answer
  } catch (thrown) {
    const error: AppError = toAppError(thrown);
    if (error.code !== 'app_not_running') throw error;
    running = false;
    const { microphone } = readSettingsFile(findPlaces(surroundings).home);
    await using codex = openCodexFor({ surroundings, parsed, log });
    diagnoses = await headlessDoctor({ surroundings, codex, microphone, log });
  }
  if (flagOption(parsed, 'json'))
    terminal.print(
      JSON.stringify({ version: surroundings.version, running, checks: diagnoses.map(withWords) }, null, 2),
    );
  else for (const diagnosis of diagnoses) terminal.print(text(diagnosis));
  return diagnoses.some((diagnosis) => diagnosis.state === 'problem') ? 1 : 0;
};

const signs: Readonly<Record<Diagnosis['state'], string>> = {
  ok: '\u2713',
  warning: '!',
  problem: '\u2717',
  unknown: '?',
};

function text(diagnosis: Diagnosis): string {
  const { found, advice } = diagnosisWords(diagnosis);
  return `${signs[diagnosis.state]} ${diagnosis.check.padEnd(11)} ${found}${advice ? ` ${advice}` : ''}`;
}
