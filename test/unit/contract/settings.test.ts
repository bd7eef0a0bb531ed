import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSettingsDesk } from '../../../src-main/app/settings-desk.ts';
import { defaultSettings, readSettings, type Settings, settingsSchema } from '../../../src-main/contract/settings.ts';

describe('a settings file', () => {
  it('that is empty gives the defaults without a complaint', () => {
    expect(readSettings({})).toEqual({ settings: defaultSettings, problems: [] });
    expect(readSettings(undefined)).toEqual({ settings: defaultSettings, problems: [] });
  });

  it('with one bad value loses only that value, and says so once', () => {
    const { settings, problems } = readSettings({
      dictation: { tapMs: 'soon', postRollMs: 300 },
      server: { port: 9000 },
    });
    expect(settings.dictation).toEqual({ ...defaultSettings.dictation, postRollMs: 300 });
    expect(settings.server.port).toBe(9000);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('dictation.tapMs');
  });

  it('with unknown sections and wrong shapes gives defaults and names each', () => {
    const { settings, problems } = readSettings({ dictation: 7, nonsense: {} });
    expect(settings).toEqual(defaultSettings);
    expect(problems).toHaveLength(2);
  });

  it('of any content gives valid settings', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.dictionary(fc.constantFrom(...Object.keys(settingsSchema.shape)), fc.anything())),
        (raw) => {
          const { settings } = readSettings(raw);
          expect(settingsSchema.safeParse(settings).success).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('the settings desk', () => {
  const open = () => {
    let now: Settings = defaultSettings;
    return openSettingsDesk(
      () => now,
      (next) => {
        now = next;
      },
    );
  };

  it('changes one value and keeps the rest', () => {
    const desk = open();
    desk.set({ dictation: { mode: 'hold' } });
    expect(desk.get()).toEqual({ ...defaultSettings, dictation: { ...defaultSettings.dictation, mode: 'hold' } });
  });

  it.each([
    [{ dictation: { mode: 'sometimes' } }, 'dictation.mode'],
    [{ dictation: { nonsense: 1 } }, 'dictation.nonsense'],
    [{ nonsense: {} }, 'nonsense'],
    [{ server: { port: 80 } }, 'server.port'],
  ])('refuses %j, names it and changes nothing', (patch, name) => {
    const desk = open();
    expect(() => desk.set(patch)).toThrow(name);
    expect(desk.get()).toEqual(defaultSettings);
  });

  it('resets a value, a section, and round-trips an export', () => {
    const desk = open();
    desk.set({ dictation: { mode: 'hold', tapMs: 500 }, appearance: { theme: 'dark' } });
    const exported = desk.exported();
    expect(desk.reset('dictation', 'mode').dictation).toMatchObject({ mode: 'auto', tapMs: 500 });
    expect(desk.reset('appearance')).toMatchObject({ appearance: defaultSettings.appearance });
    expect(desk.imported(exported)).toMatchObject({
      dictation: { mode: 'hold', tapMs: 500 },
      appearance: { theme: 'dark' },
    });
    expect(() => desk.imported('half a fi')).toThrow('not JSON');
  });
});
