// The global options that concern the login and the way to the service, and the client that they open. What no option
// says, the app's settings say.
import { type CodexFlags, type OpenCodex, openCodex } from '../app/open-codex.ts';
import { findPlaces } from '../app/places.ts';
import { numberOption, type ParsedArguments, textOption } from './parse-arguments.ts';
import { openSettingsReader } from './read-settings-file.ts';
import type { CliContext } from './run-cli.ts';

export function openCodexFor({
  surroundings,
  parsed,
  log,
}: Pick<CliContext, 'surroundings' | 'parsed' | 'log'>): OpenCodex {
  const settings = openSettingsReader(findPlaces(surroundings).home);
  return openCodex({ surroundings, flags: codexFlags(parsed), settings: () => settings().account, log });
}

export function codexFlags(parsed: ParsedArguments): CodexFlags {
  const seconds = (name: string): number | undefined => {
    const value = numberOption(parsed, name, 0.1, 86_400);
    return value === undefined ? undefined : Math.round(value * 1000);
  };
  const all = {
    bearer: textOption(parsed, 'bearer'),
    accountId: textOption(parsed, 'account-id'),
    authFile: textOption(parsed, 'auth-file'),
    proxy: textOption(parsed, 'proxy'),
    requestTimeoutMs: seconds('request-timeout-seconds'),
    connectTimeoutMs: seconds('connect-timeout-seconds'),
    silkDecoder: textOption(parsed, 'silk-decoder'),
    silkSampleRateHz: numberOption(parsed, 'silk-sample-rate', 8000, 48_000),
    silkDecode: parsed.options['no-silk-decode'] === true ? false : undefined,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as CodexFlags; // undefined ones left out
}
