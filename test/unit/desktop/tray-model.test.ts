import { describe, expect, it } from 'vitest';
import { AppError, errorReport } from '../../../src-main/contract/app-error.ts';
import { defaultSettings } from '../../../src-main/contract/settings.ts';
import { type AppState, initialState } from '../../../src-main/contract/state.ts';
import { trayModel } from '../../../src-main/desktop/tray-model.ts';
import { chooseLocale, keyName, spokenError, words } from '../../../src-main/desktop/words.ts';
import { errorsDe } from '../../../src-renderer/words/errors-de.ts';

const context = { locale: 'en', platform: 'linux' } as const;
const idle: AppState = {
  ...initialState('0'),
  account: { kind: 'chatgpt' },
  hotkey: { accelerator: 'Control+Alt+Space', works: 'hold' },
};
const model = (state: Partial<AppState>) => trayModel({ ...idle, ...state }, defaultSettings, context);
const labels = (state: Partial<AppState>) => model(state).items.map((item) => item.label ?? '\u2014');

describe('the tray', () => {
  it('shows a sign per phase', () => {
    expect(model({}).icon).toBe('idle');
    expect(model({ phase: 'opening' }).icon).toBe('recording');
    expect(model({ phase: 'recording' }).icon).toBe('recording');
    expect(model({ phase: 'transcribing' }).icon).toBe('working');
    expect(model({ phase: 'inserting' }).icon).toBe('working');
    expect(model({ account: { kind: 'signed-out' } }).icon).toBe('problem');
  });

  it('says how to dictate, and that nobody is heard for real in practice mode', () => {
    expect(labels({})[0]).toBe('Ready, hold Ctrl+Alt+Space');
    expect(labels({ hotkey: { accelerator: 'x', works: 'toggle' } })[0]).toBe('Ready, press Ctrl+Alt+Space');
    expect(labels({ account: { kind: 'practice' } })[0]).toContain('Practice');
  });

  it('is not ready without a login, says so and leads to the sign-in', () => {
    const signIn = { label: 'Sign in', action: { do: 'show', place: 'settings', anchor: 'account' } };
    expect(model({ account: { kind: 'signed-out' } }).tooltip).toBe('Sotto: Not signed in');
    expect(model({ account: { kind: 'signed-out' } }).items).toContainEqual(signIn);
    const error = errorReport(new AppError('login_expired', 'The sign-in has expired.'));
    const broken = model({ account: { kind: 'broken', error }, problems: [{ id: 'login', error }] });
    expect(broken.tooltip).toBe('Sotto: The sign-in has expired.');
    expect(broken.items).toContainEqual(signIn);
    expect(labels({})).not.toContain('Sign in');
    expect(labels({ account: { kind: 'unknown' } })).not.toContain('Sign in');
  });

  it('says that the microphone is kept open, and closes it', () => {
    const microphoneKept = { device: 'Shure MV7', until: 0 };
    expect(model({ microphoneKept }).tooltip).toBe('Sotto: Ready, hold Ctrl+Alt+Space \u00b7 microphone is open');
    const close = model({ microphoneKept }).items.find(({ label }) => label === 'Close microphone');
    expect(close?.action).toEqual({ do: 'close-microphone' });
    expect(labels({})).not.toContain('Close microphone');
  });

  it('offers Finish and Discard while recording, Start otherwise', () => {
    expect(labels({})).toContain('Start dictation');
    expect(labels({ phase: 'recording' })).toEqual(expect.arrayContaining(['Finish', 'Discard']));
    expect(labels({ phase: 'recording' })).not.toContain('Start dictation');
  });

  it('lets the running take be forgotten, or kept after all', () => {
    const dictation = { takeId: 'a', hold: 'held', device: '' } as const;
    const item = (state: Partial<AppState>) =>
      model({ phase: 'transcribing', ...state }).items.find(({ label }) => label === 'Don\u2019t keep this one');
    expect(item({ dictation })).toMatchObject({ checked: false, action: { do: 'dont-keep', on: true } });
    const unkept = { ...dictation, unkept: true } as const;
    expect(item({ dictation: unkept })).toMatchObject({ checked: true, action: { do: 'dont-keep', on: false } });
    expect(item({})).toBeUndefined();
  });

  it('names a newer version only while there is something to do about it', () => {
    const offer = { version: '9.9.9', notes: '' };
    const item = model({ update: { kind: 'available', offer, install: false } }).items.find(({ label }) =>
      label?.includes('9.9.9'),
    );
    expect(item).toEqual({
      label: 'Sotto 9.9.9 is there',
      action: { do: 'show', place: 'settings', anchor: 'about' },
    });
    expect(labels({ update: { kind: 'ready', offer } })).toContain('Sotto 9.9.9 is ready to install');
    for (const update of [{ kind: 'checking' }, { kind: 'none' }, { kind: 'off' }] as const)
      expect(labels({ update })).toEqual(labels({}));
  });

  it('offers to retry a failed take, with the sign-in when that is what it needs', () => {
    const last = { id: 'a', text: '', insertion: 'none' as const };
    expect(labels({ lastTake: { ...last, failed: 'upstream_error' } })).toContain('Retry last take');
    expect(labels({ lastTake: { ...last, failed: 'login_expired' } })).toContain('Sign in and retry last take');
    expect(labels({ lastTake: last })).not.toContain('Retry last take');
  });

  it('counts what the Doctor has to mend and says the first in the status line', () => {
    const error = errorReport(new AppError('recorder_missing', 'No recorder program is installed.'));
    expect(labels({ problems: [{ id: 'recorder', error }] })).toContain('Doctor: 1 to mend');
    expect(labels({ problems: [{ id: 'recorder', error }] })[0]).toBe('No recorder program is installed.');
  });

  it('speaks German where German is chosen, of problems too', () => {
    const error = errorReport(new AppError('recorder_missing', 'No recorder program is installed.'));
    const german = trayModel({ ...idle, problems: [{ id: 'recorder', error }] }, defaultSettings, {
      ...context,
      locale: 'de',
    });
    const said = german.items.flatMap(({ label, submenu = [] }) => [label, ...submenu.map((item) => item.label)]);
    expect(said[0]).toBe(errorsDe.recorder_missing.title);
    expect(said).toEqual(
      expect.arrayContaining(['Diktat beginnen', 'Diagnose: 1 zu beheben', 'Unter Diagnose pr\u00fcfen']),
    );
    expect(said.join(' ')).not.toMatch(/Doctor|recorder|Start dictation/);
    expect(Object.entries(words.de).filter(([key, word]) => word === words.en[key as keyof typeof words.en])).toEqual(
      [],
    );
    expect(spokenError(error, 'de')).toEqual({
      title: errorsDe.recorder_missing.title,
      sentence: errorsDe.recorder_missing.hint,
    });
  });

  it('ticks the microphone that is used', () => {
    const microphones = [{ id: 'usb', label: 'Shure MV7', isDefault: false }];
    const menu = trayModel(
      { ...idle, microphones },
      { ...defaultSettings, microphone: { ...defaultSettings.microphone, device: 'usb' } },
      context,
    ).items.find((item) => item.submenu && item.label?.startsWith('Microphone'));
    expect(menu?.label).toBe('Microphone: Shure MV7');
    expect(menu?.submenu?.filter((item) => item.checked).map((item) => item.label)).toEqual(['Shure MV7']);
  });

  it('speaks German', () => {
    expect(trayModel(idle, defaultSettings, { locale: 'de', platform: 'linux' }).items[0]?.label).toBe(
      'Bereit, Strg+Alt+Leertaste halten',
    );
    expect(chooseLocale('system', ['de-AT'])).toBe('de');
    expect(chooseLocale('system', ['fr'])).toBe('en');
    expect(keyName('Control+Alt+Space', 'darwin', 'en')).toBe('\u2303\u2325Space');
  });
});
