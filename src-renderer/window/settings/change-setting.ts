// Sends one changed setting; the schema of the main process decides. What it refuses is said beside the control.
import type { ErrorReport } from '../../../src-main/contract/app-error.ts';
import type { Settings, SettingsSection } from '../../../src-main/contract/settings.ts';
import { CommandError, rpc, run } from '../../parts/bridge.ts';

/** @returns what is wrong with the value; null when it is in force. */
export async function changeSetting<S extends SettingsSection, K extends keyof Settings[S] & string>(
  section: S,
  key: K,
  value: Settings[S][K],
): Promise<ErrorReport | null> {
  try {
    await rpc('settings.set', { patch: { [section]: { [key]: value } } });
    return null;
  } catch (thrown) {
    if (thrown instanceof CommandError) return thrown.report;
    throw thrown;
  }
}

/** For controls with no room for a sentence of their own: a refusal is shown like that of any other button. */
export async function setSetting<S extends SettingsSection, K extends keyof Settings[S] & string>(
  section: S,
  key: K,
  value: Settings[S][K],
): Promise<void> {
  await run('settings.set', { patch: { [section]: { [key]: value } } });
}
