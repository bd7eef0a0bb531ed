import { beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../src-main/contract/app-error.ts';
import { settingsSchema } from '../../../src-main/contract/settings.ts';
import { TextInserter } from '../../../src-main/insertion/inserter.ts';
import type { InsertionSettings } from '../../../src-main/insertion/plan.ts';
import { FakeClipboard, FakeClock, FakeDriver, settle } from './fake-desktop.ts';

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
  inserter = new TextInserter({
    settings: () => settings,
    session: { kind: 'x11', desktop: 'other', display: ':0' },
    driver,
    clipboard,
    log: () => undefined,
    now: clock.now,
    sleep: clock.sleep,
  });
});

/** The user's content comes back when the promise is kept, not before. */
function holdUpRestoring(): PromiseWithResolvers<void> {
  const restored = Promise.withResolvers<void>();
  const restore = clipboard.restore.bind(clipboard);
  clipboard.restore = async (saved) => {
    await restored.promise;
    await restore(saved);
  };
  return restored;
}

describe('the user\u2019s clipboard', () => {
  test('comes back once, 450 ms after the chord and not before', async () => {
    await inserter.target();
    expect(await inserter.insert('hello', target)).toEqual({ insertion: 'pasted' });
    await clock.pass(449);
    expect(clipboard.text).toBe('hello');
    await clock.pass(2);
    expect(clipboard.diary).toEqual(['save mine', 'write hello', 'restore mine']);
  });

  test('comes back once after many pastes in a row, and never as one of our own texts', async () => {
    await inserter.target();
    for (let index = 0; index < 20; index += 1) {
      const inserting = inserter.insert(`text ${index}`, target);
      await clock.pass(440);
      expect(await inserting).toEqual({ insertion: 'pasted' });
    }
    expect(clipboard.text).toBe('text 19');
    await clock.pass(1_000);
    expect(clipboard.text).toBe('mine');
    expect(clipboard.diary.filter((line) => /^(save|restore)/.test(line))).toEqual(['save mine', 'restore mine']);
  });

  test('is not touched by a second text while a program may still read the first', async () => {
    await inserter.target();
    await inserter.insert('first', target);
    const second = inserter.insert('second', target);
    await clock.pass(440);
    expect(clipboard.text).toBe('first');
    await clock.pass(20);
    await second;
    expect(clipboard.text).toBe('second');
    await clock.pass(1_000);
    expect(clipboard.text).toBe('mine');
  });

  test('is left alone when the user copied something meanwhile', async () => {
    await inserter.insert('hello', target);
    clipboard.text = 'copied by hand';
    await clock.pass(2_000);
    expect(clipboard.text).toBe('copied by hand');
    await inserter.insert('again', target);
    await clock.pass(2_000);
    expect(clipboard.text).toBe('copied by hand');
  });

  test('stays ours when the setting says so, or when it could not be saved', async () => {
    settings = { ...settings, restoreClipboard: false };
    await inserter.insert('hello', target);
    await clock.pass(5_000);
    expect(clipboard.text).toBe('hello');
    settings = { ...settings, restoreClipboard: true };
    clipboard.failing = 'save';
    expect(await inserter.insert('more', target)).toEqual({ insertion: 'pasted' });
    await clock.pass(5_000);
    expect(clipboard.text).toBe('more');
  });

  test('does not come back before a program is answered that asked while the app was held up', async () => {
    let count = 1;
    let askedAt = 0;
    const write = clipboard.write.bind(clipboard);
    clipboard.write = async (text, options) => {
      await write(text, options);
      return { readBy: async () => true, reads: () => ({ count, quietMs: clock.now() - askedAt }) };
    };
    await inserter.insert('hello', target);
    await clock.pass(100);
    clock.holdUp(2_000); // meanwhile the program asks for the second time
    await clock.pass(0); // timers first, then what waits in the socket
    expect(clipboard.text).toBe('hello');
    count = 2;
    askedAt = clock.now();
    await clock.pass(200);
    expect(clipboard.text).toBe('hello');
    await clock.pass(200);
    expect(clipboard.text).toBe('mine');
  });

  test('comes back when the app ends, after the program had its time', async () => {
    await inserter.insert('hello', target);
    const ended = inserter[Symbol.asyncDispose]();
    await clock.pass(440);
    expect(clipboard.text).toBe('hello');
    await clock.pass(20);
    await ended;
    expect(clipboard.text).toBe('mine');
  });

  test('comes back when the insertion is taken back between writing and pressing', async () => {
    const abort = new AbortController();
    driver.hasKeys = async () => {
      abort.abort();
      return true;
    };
    await expect(inserter.insert('hello', target, abort.signal)).rejects.toMatchObject({ name: 'AbortError' });
    await clock.pass(1_000);
    expect(clipboard.text).toBe('mine');
    expect(driver.diary.some((line) => line.startsWith('press'))).toBe(false);
  });

  test('is brought back wholly before the next text is written: neither may overtake the other', async () => {
    const restored = holdUpRestoring();
    await inserter.insert('first', target);
    await clock.pass(460); // the time is up: it is being brought back just now
    let lay = '';
    driver.onPress = () => {
      lay = clipboard.text;
    };
    const second = inserter.insert('second', target);
    await clock.pass(10);
    restored.resolve();
    await second;
    expect(lay).toBe('second');
    await clock.pass(1_000);
    expect(clipboard.text).toBe('mine');
    expect(clipboard.diary.filter((line) => line.startsWith('save'))).toEqual(['save mine', 'save mine']);
  });

  test('is back before a text that stays is written, and before the app has ended', async () => {
    const restored = holdUpRestoring();
    await inserter.insert('first', target);
    await clock.pass(460);
    const copied = inserter.copy('for you');
    let ended = false;
    const ending = inserter[Symbol.asyncDispose]().then(() => {
      ended = true;
    });
    await clock.pass(10);
    expect(ended).toBe(false);
    restored.resolve();
    await Promise.all([copied, ending]);
    expect(clipboard.text).toBe('for you');
  });

  test('is left as it is when the insertion is taken back while it is saved', async () => {
    const abort = new AbortController();
    // What programs that are ended in the middle give: nothing.
    clipboard.save = async () => {
      abort.abort();
      return { formats: [], selections: ['clipboard'] };
    };
    await expect(inserter.insert('hello', target, abort.signal)).rejects.toMatchObject({ name: 'AbortError' });
    await clock.pass(1_000);
    expect(clipboard.text).toBe('mine');
  });
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

test('the Doctor\u2019s round trip writes, reads back and restores', async () => {
  const result = await inserter.roundTrip();
  expect(result).toMatchObject({ driver: 'fake', canPaste: true, clipboardError: null, activeClass: 'slack' });
  expect(clipboard.text).toBe('mine');
});
