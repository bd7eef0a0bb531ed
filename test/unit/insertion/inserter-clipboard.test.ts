// What becomes of the user's clipboard around an insertion, by the whole inserter.
import { beforeEach, describe, expect, test } from 'vitest';
import { settingsSchema } from '../../../src-main/contract/settings.ts';
import type { TextInserter } from '../../../src-main/insertion/inserter.ts';
import type { InsertionSettings } from '../../../src-main/insertion/plan.ts';
import { FakeClipboard, FakeClock, FakeDriver, openInserter } from './fake-desktop.ts';

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

test('the Doctor\u2019s round trip writes, reads back and restores', async () => {
  const result = await inserter.roundTrip();
  expect(result).toMatchObject({ driver: 'fake', canPaste: true, clipboardError: null, activeClass: 'slack' });
  expect(clipboard.text).toBe('mine');
});

test('the Doctor\u2019s round trip waits for a text that is being pasted, and does not take it for the user\u2019s', async () => {
  await inserter.target();
  await inserter.insert('hello', target);
  const trip = inserter.roundTrip();
  await clock.pass(440);
  expect(clipboard.text).toBe('hello');
  await clock.pass(1_000);
  expect(await trip).toMatchObject({ clipboardError: null });
  expect(clipboard.text).toBe('mine');
  expect(clipboard.diary.filter((line) => line.startsWith('save'))).toEqual(['save mine', 'save mine']);
});
