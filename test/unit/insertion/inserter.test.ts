import { beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../src-main/contract/app-error.ts';
import { settingsSchema } from '../../../src-main/contract/settings.ts';
import type { TextInserter } from '../../../src-main/insertion/inserter.ts';
import type { InsertionSettings } from '../../../src-main/insertion/plan.ts';
import { FakeClipboard, FakeClock, FakeDriver, openInserter, settle } from './fake-desktop.ts';

let clipboard: FakeClipboard;
let driver: FakeDriver;
let clock: FakeClock;
let settings: InsertionSettings;
let inserter: TextInserter;
const target = { windowId: 'w1', name: 'Slack' };

beforeEach(() => {
  clipboard = new FakeClipboard();
  clipboard.text = 'mine';
  driver = new FakeDriver();
  clock = new FakeClock();
  settings = settingsSchema.shape.insertion.parse({});
  inserter = openInserter({ clipboard, driver, clock, settings: () => settings });
});

describe('"pasted" is claimed only', () => {
  test('when the target was brought to the front before the keys were pressed', async () => {
    await inserter.insert('hello', target);
    expect(driver.diary).toEqual(['settle', 'activate w1', expect.stringMatching(/^press /)]);
  });

  test('when it is still in front after the clipboard was waited for: the user may have gone on', async () => {
    await inserter.insert('first', target);
    driver.diary.length = 0;
    const second = inserter.insert('second', target); // waits until the program has read the first
    await clock.pass(440);
    expect(driver.diary).toEqual(['settle', 'activate w1']);
    await clock.pass(20);
    expect(await second).toEqual({ insertion: 'pasted' });
    expect(driver.diary).toEqual(['settle', 'activate w1', 'activate w1', expect.stringMatching(/^press /)]);

    driver.diary.length = 0;
    const third = inserter.insert('third', target);
    await clock.pass(440);
    driver.activation = 'gone';
    await clock.pass(20);
    expect(await third).toMatchObject({ insertion: 'copied', reason: { message: 'Slack was closed meanwhile.' } });
    expect(driver.diary.some((line) => line.startsWith('press'))).toBe(false);
    await clock.pass(5_000);
    expect(clipboard.text).toBe('third');
  });

  test.each([
    ['gone', 'Slack was closed meanwhile.'],
    ['refused', 'Slack could not be brought to the front.'],
  ] as const)('not when the window is %s: the text stays on the clipboard', async (activation, message) => {
    driver.activation = activation;
    const result = await inserter.insert('hello', target);
    expect(result).toMatchObject({ insertion: 'copied', chord: 'Ctrl+V', reason: { code: 'paste_failed', message } });
    await clock.pass(5_000);
    expect(clipboard.text).toBe('hello');
    expect(driver.diary.some((line) => line.startsWith('press'))).toBe(false);
  });

  test('when the program read the text, where that can be known', async () => {
    clipboard.reads = false;
    await inserter.target();
    const result = await inserter.insert('hello', target);
    expect(result).toMatchObject({ insertion: 'copied', reason: { message: 'Slack did not take the text.' } });
    await clock.pass(5_000);
    expect(clipboard.text).toBe('hello');
  });

  test('not when nobody had the focus at key-down', async () => {
    const result = await inserter.insert('hello', { windowId: '' });
    expect(result).toMatchObject({ insertion: 'copied', reason: { code: 'paste_failed' } });
  });

  test('not when the keys were refused', async () => {
    driver.onPress = () => {
      throw new AppError('paste_failed', 'no');
    };
    expect(await inserter.insert('hello', target)).toMatchObject({ insertion: 'copied', reason: { message: 'no' } });
    expect(clipboard.text).toBe('hello');
  });
});

test('a desktop that does not tell its windows gets the chord where the focus is', async () => {
  driver.tellsWindows = false;
  expect(await inserter.insert('hello', { windowId: '' })).toEqual({ insertion: 'pasted' });
  expect(driver.diary).toEqual(['settle', 'press shift+insert']);
});

test('a layout without "v" gets Shift+Insert and PRIMARY', async () => {
  await inserter.target();
  driver.letters = false;
  await inserter.insert('hello', target);
  expect(driver.diary).toContain('press shift+insert');
  expect(clipboard.diary).toContain('write hello primary');
});

test('copy-only and copy leave the text for the user', async () => {
  settings = { ...settings, method: 'copy' };
  expect(await inserter.insert('hello', target)).toEqual({ insertion: 'copied', chord: 'Ctrl+V' });
  expect(await inserter.copy('other')).toEqual({ insertion: 'copied', chord: 'Ctrl+V' });
  await clock.pass(5_000);
  expect(clipboard.text).toBe('other');
});

test('typing claims "pasted" only when the window kept the focus', async () => {
  settings = { ...settings, method: 'type' };
  await inserter.target();
  expect(await inserter.insert('hello', target)).toEqual({ insertion: 'pasted' });
  expect(clipboard.diary).toEqual([]);
  driver.window = { id: 'w2', className: 'other' };
  expect(await inserter.insert('hello', target)).toMatchObject({ insertion: 'copied' });
  expect(clipboard.text).toBe('hello');
});

test('Enter follows where the target\u2019s rule wants it', async () => {
  settings = { ...settings, rules: [{ match: 'slack', chord: 'auto', pressEnter: true, trailingSpace: false }] };
  await inserter.target();
  const done = inserter.insert('hello', target);
  await settle();
  await clock.pass(200);
  await done;
  expect(driver.diary.filter((line) => line.startsWith('press'))).toEqual(['press ctrl+v', 'press enter']);
});

test('Enter is not pressed in a window that the user has gone to meanwhile', async () => {
  settings = { ...settings, rules: [{ match: 'slack', chord: 'auto', pressEnter: true, trailingSpace: false }] };
  await inserter.target();
  const done = inserter.insert('hello', target);
  await clock.pass(40);
  driver.window = { id: 'w2', name: 'Bank', className: 'bank' };
  await clock.pass(200);
  expect(await done).toEqual({ insertion: 'pasted' });
  expect(driver.diary.filter((line) => line.startsWith('press'))).toEqual(['press ctrl+v']);
});

test('a text that can\u2019t even be copied is an error, not a silence', async () => {
  clipboard.write = async () => {
    throw new AppError('clipboard_failed', 'no');
  };
  await expect(inserter.insert('hello', target)).rejects.toMatchObject({ code: 'clipboard_failed' });
});
