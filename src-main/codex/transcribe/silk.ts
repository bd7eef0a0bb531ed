// SILK, the codec of several messengers, through the `rust-silk` program. Where it is looked for and how it is called
// are those of the tool that people already use for this.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProgramResult, runProgram } from '../../lib/run-program.ts';
import { CodexError, cancelledError } from '../errors.ts';
import type { AudioPrograms } from './audio-programs.ts';

export const defaultSilkRateHz = 24_000;
const timeoutMs = 10 * 60_000;

/**
 * In this order: the decoder named by the user; the one named by the environment; `rust-silk` on the PATH; its release
 * and debug builds in the home folder. A named one that is missing is an error.
 * Throws `silk_decoder_missing`, `silk_failed`, `settings_invalid`, `cancelled`.
 */
export async function decodeSilk(
  input: string,
  output: string,
  programs: AudioPrograms,
  signal: AbortSignal | undefined,
): Promise<void> {
  const silk = programs.silk ?? {};
  const rateHz = silk.sampleRateHz ?? defaultSilkRateHz;
  if (!Number.isInteger(rateHz) || rateHz < 8000 || rateHz > 48_000) {
    throw new CodexError('settings_invalid', `${rateHz} Hz is no sample rate for SILK; use 8000 to 48000.`);
  }
  const args = ['decode', '-i', input, '-o', output, '--sample-rate', String(rateHz), '--quiet'];
  const named = silk.decoder || silk.decoderFromEnv;
  for (const decoder of named ? [named] : usualPlaces(programs.home)) {
    const result = await runProgram(decoder, args, {
      timeoutMs,
      maxOutputBytes: 64 * 1024,
      ...(programs.env === undefined ? {} : { env: programs.env }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (result.kind === 'missing') continue;
    if (result.kind === 'aborted') throw cancelledError('Decoding the SILK audio');
    if (result.kind === 'ended' && result.code === 0) return await checkOutput(output);
    throw new CodexError('silk_failed', `The SILK audio could not be decoded; rust-silk ${how(result)}.`);
  }
  throw new CodexError(
    'silk_decoder_missing',
    named
      ? `The SILK decoder that was named is not there; check its path or install rust-silk.`
      : `SILK audio needs the program rust-silk, which was not found; install it or name it with --silk-decoder.`,
  );
}

/** A header of 44 bytes alone is what it writes for files that it can't read. */
async function checkOutput(output: string): Promise<void> {
  const bytes = await stat(output).then(
    ({ size }) => size,
    () => 0,
  );
  if (bytes <= 44)
    throw new CodexError('silk_failed', 'The SILK audio could not be decoded; rust-silk wrote no sound.');
}

function usualPlaces(home: string | undefined): readonly string[] {
  if (home === undefined) return ['rust-silk'];
  const build = join(home, 'rust-silk', 'target');
  return ['rust-silk', join(build, 'release', 'rust-silk'), join(build, 'debug', 'rust-silk')];
}

function how(result: ProgramResult): string {
  return result.kind === 'ended' ? `ended with ${result.code}` : `took longer than ${timeoutMs / 60_000} minutes`;
}
