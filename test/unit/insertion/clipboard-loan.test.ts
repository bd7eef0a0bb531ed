// What happens between two moments of a loan: while the user's clipboard is being brought back, and while a text waits
// for the program that still reads the one before.
import { beforeEach, expect, test } from 'vitest';
import type { SavedClipboard } from '../../../src-main/insertion/clipboard.ts';
import { ClipboardLoan } from '../../../src-main/insertion/clipboard-loan.ts';
import { FakeClipboard, FakeClock } from './fake-desktop.ts';

const paste = { keepOutOfHistory: true, primary: false, save: true };

/** A clipboard behind programs: asking and bringing back take their time. */
class SlowClipboard extends FakeClipboard {
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    super();
    this.#clock = clock;
  }

  override async stillOurs(text: string): Promise<boolean> {
    await this.#clock.sleep(20);
    return await super.stillOurs(text);
  }

  override async restore(saved: SavedClipboard): Promise<void> {
    await this.#clock.sleep(20);
    await super.restore(saved);
  }
}

let clock: FakeClock;
let clipboard: SlowClipboard;
let loan: ClipboardLoan;

beforeEach(() => {
  clock = new FakeClock();
  clipboard = new SlowClipboard(clock);
  clipboard.text = 'mine';
  loan = new ClipboardLoan({ clipboard, log: () => undefined, now: clock.now, sleep: clock.sleep });
});

async function lend(text: string): Promise<void> {
  const borrowing = loan.borrow(text, paste);
  await clock.pass(100);
  const { giveBack } = await borrowing;
  giveBack(450, true);
}

test.each([455, 475])(
  'a text that comes while the clipboard is brought back (%i ms) is the one that is pasted',
  async (at) => {
    await lend('first');
    await clock.pass(at);
    const borrowing = loan.borrow('second', paste);
    await clock.pass(200);
    const { giveBack } = await borrowing;
    expect(clipboard.text).toBe('second');
    giveBack(450, true);
    await clock.pass(1_000);
    expect(clipboard.text).toBe('mine');
  },
);

test.each([455, 475])('a text that is copied while the clipboard is brought back (%i ms) stays', async (at) => {
  await lend('first');
  await clock.pass(at);
  const keeping = loan.keep('second', paste);
  await clock.pass(200);
  await keeping;
  await clock.pass(1_000);
  expect(clipboard.text).toBe('second');
});

test('an end of the app while the clipboard is brought back waits for it', async () => {
  await lend('first');
  await clock.pass(455);
  const ended = loan[Symbol.asyncDispose]();
  await clock.pass(200);
  await ended;
  expect(clipboard.diary).toEqual(['save mine', 'write first', 'restore mine']);
});

test('what the user copies while a text waits for the one before comes back', async () => {
  await lend('first');
  const borrowing = loan.borrow('second', paste);
  await clock.pass(200);
  clipboard.text = 'copied by hand';
  await clock.pass(1_000);
  const { giveBack } = await borrowing;
  expect(clipboard.text).toBe('second');
  giveBack(450, true);
  await clock.pass(1_000);
  expect(clipboard.text).toBe('copied by hand');
});

test('the clipboard comes back when the next text can\u2019t be written', async () => {
  await lend('first');
  clipboard.write = async () => {
    throw new Error('no');
  };
  const refused = expect(loan.borrow('second', paste)).rejects.toThrow('no');
  await clock.pass(1_000);
  await refused;
  await clock.pass(1_000);
  expect(clipboard.text).toBe('mine');
});

test('the clipboard comes back when the next text is taken back while the clipboard is saved', async () => {
  await lend('first');
  const abort = new AbortController();
  const borrowing = expect(loan.borrow('second', paste, abort.signal)).rejects.toThrow();
  await clock.pass(460);
  abort.abort();
  await clock.pass(100);
  await borrowing;
  await clock.pass(1_000);
  expect(clipboard.text).toBe('mine');
});
