import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSettingsDesk } from '../../../src-main/app/settings-desk.ts';
import { proxyRoutes } from '../../../src-main/codex/transport/proxy-routes.ts';
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
    return openSettingsDesk({
      get: () => now,
      save: (next) => {
        now = next;
      },
    });
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

  it.each([
    [{ server: { port: 80 } }, '"server.port" must be at least 1024.'],
    [{ server: { port: 'eighty' } }, '"server.port" must be a number.'],
    [{ server: { port: 8788.5 } }, '"server.port" must be a whole number.'],
    [{ server: { origins: ['http://localhost:3000/path'] } }, '"server.origins.0" must be scheme and host, such as'],
    [{ server: { origins: ['*'] } }, '"server.origins.0" must be scheme and host, such as'],
    [{ dictation: { tapMs: 5000 } }, '"dictation.tapMs" must be at most 2000.'],
    [{ dictation: { pauseMedia: 'yes' } }, '"dictation.pauseMedia" must be true or false.'],
    [{ dictation: { mode: 'x' } }, '"dictation.mode" must be one of "auto", "hold", "toggle".'],
    [{ microphone: { sampleRate: 8000 } }, '"microphone.sampleRate" must be one of the values that Settings offers.'],
    [{ insertion: { terminals: [''] } }, '"insertion.terminals.0" must not be empty.'],
    [{ account: { apiKeyModel: ' ' } }, '"account.apiKeyModel" must not be empty.'],
    [
      { account: { proxy: 'proxy.test:port' } },
      '"account.proxy" must be written as http://host:port or socks5://host:port.',
    ],
    [{ account: { proxy: 'ftp://proxy.test:21' } }, '"account.proxy" must be written as'],
    [{ account: { proxy: 'http://proxy.test:80/pac' } }, '"account.proxy" must be written as'],
    [{ account: { proxy: 'two words' } }, '"account.proxy" must be written as'],
  ])('says in one sentence what is wrong with %j', (patch, sentence) => {
    const desk = open();
    expect(() => desk.set(patch)).toThrow(sentence);
    expect(desk.get()).toEqual(defaultSettings);
  });

  it.each([
    'proxy.test:8080',
    'http://user:secret@proxy.test:8080',
    'https://proxy.test',
    'socks5://[::1]:1080',
    'socks5h://proxy.test:1080',
  ])('takes the proxy %s, as the client will', async (proxy) => {
    expect(open().set({ account: { proxy } }).account.proxy).toBe(proxy);
    expect(await proxyRoutes(new URL('https://chatgpt.com'), { explicit: proxy })).toHaveLength(1);
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
    expect(() => desk.imported('half a fi')).toThrow('The file is not JSON.');
  });

  it('exports no password', () => {
    const desk = open();
    for (const proxy of ['http://user:sec%40ret@proxy.test:8080', 'user:secret@proxy.test:8080']) {
      desk.set({ account: { proxy } });
      expect(desk.exported()).toContain('proxy.test:8080"');
      expect(desk.exported()).not.toMatch(/user|sec/);
    }
  });

  it.each([
    ['[]', 'The file can\u2019t be used: The settings are not an object.'],
    ['{"take": 1}', 'The file can\u2019t be used: "take" is not a setting of this version.'],
    ['{"server": {"port": 9000}, "dictation": {"tapMs": "soon"}}', '"dictation.tapMs" must be a number.'],
    ['{"server": 7}', '"server" is not a section.'],
  ])('takes nothing from the file %s, and says in one sentence why', (text, sentence) => {
    const desk = open();
    expect(() => desk.imported(text)).toThrow(sentence);
    expect(desk.get()).toEqual(defaultSettings);
  });
});
