// Changes settings: a patch is merged, checked by the schema as a whole, written, and takes effect at once for everybody
// who listens. What can't be used is refused with the field's name; nothing is half applied.
import { AppError } from '../contract/app-error.ts';
import { settingProblem } from '../contract/setting-problem.ts';
import {
  defaultSettings,
  readWholeSettings,
  type Settings,
  type SettingsSection,
  settingsSchema,
} from '../contract/settings.ts';

export interface SettingsDesk {
  get(): Settings;
  set(patch: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Settings;
  reset(section: string, key?: string): Settings;
  /** As a file that `import` reads again; without the name and password that a proxy may have. */
  exported(): string;
  imported(text: string): Settings;
}

export interface SettingsDeskPorts {
  readonly get: () => Settings;
  readonly save: (next: Settings) => void;
  /** What has to be so outside before changed settings are in force. Throws AppError: they are refused then. */
  readonly carryOut?: (next: Settings, current: Settings) => void;
}

export function openSettingsDesk({ get, save, carryOut }: SettingsDeskPorts): SettingsDesk {
  const put = (next: Settings): Settings => {
    carryOut?.(next, get());
    save(next);
    return next;
  };
  const apply = (raw: unknown): Settings => {
    const parsed = settingsSchema.safeParse(raw);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new AppError(
        'settings_invalid',
        issue ? `"${issue.path.join('.')}" ${settingProblem(issue)}.` : 'These settings can\u2019t be used.',
      );
    }
    return put(parsed.data);
  };
  return {
    get,
    set: (patch) => {
      const next: Record<string, unknown> = { ...get() };
      for (const [section, values] of Object.entries(patch)) {
        const current = sectionOf(get(), section);
        for (const key of Object.keys(values)) {
          if (!Object.hasOwn(current, key))
            throw new AppError('settings_invalid', `There is no setting "${section}.${key}".`);
        }
        next[section] = { ...current, ...values };
      }
      return apply(next);
    },
    reset: (section, key) => {
      const defaults = sectionOf(defaultSettings, section);
      if (key !== undefined && !Object.hasOwn(defaults, key))
        throw new AppError('settings_invalid', `There is no setting "${section}.${key}".`);
      const values =
        key === undefined
          ? defaults
          : { ...sectionOf(get(), section), [key]: (defaults as Record<string, unknown>)[key] }; // checked: its own key
      return apply({ ...get(), [section]: values });
    },
    exported: () => {
      const now = get();
      const account = { ...now.account, proxy: withoutPassword(now.account.proxy) };
      return `${JSON.stringify({ ...now, account }, null, 2)}\n`;
    },
    imported: (text) => {
      let raw: unknown;
      try {
        raw = JSON.parse(text);
      } catch (cause) {
        throw new AppError('settings_invalid', 'The file is not JSON.', { cause });
      }
      const read = readWholeSettings(raw);
      if ('fault' in read) throw new AppError('settings_invalid', `The file can\u2019t be used: ${read.fault}.`);
      return put(read.settings);
    },
  };
}

const withoutPassword = (proxy: string): string => proxy.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/]*@/i, '$1');

function sectionOf(settings: Settings, section: string): Record<string, unknown> {
  if (!Object.hasOwn(settings, section)) throw new AppError('settings_invalid', `There is no section "${section}".`);
  return settings[section as SettingsSection]; // checked: one of its own keys
}
