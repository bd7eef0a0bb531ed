// The promise: hold a key, speak, let go, and the text stands at the cursor of another program. Driven from outside, by
// key and microphone, into programs that are not ours.
import { readClipboard, writeClipboard } from '../desktop/clipboard.ts';
import { pollUntil } from '../desktop/poll-until.ts';
import { openBrowserField, openTerminalField } from '../desktop/text-fields.ts';
import { speak } from '../standin/fsk-encode.ts';
import { dictate, expect, type Hands, say, test } from './support/fixtures.ts';

const sentence = 'The quick brown fox jumps over the lazy dog near my garden';

test.describe('into a terminal', () => {
  test('a sentence of twelve words arrives once, as a paste, and nothing else is typed', async ({
    desktop,
    keyboard,
    launch,
    standin,
  }) => {
    const app = await launch();
    await using field = await openTerminalField(desktop);
    await field.focus();
    await writeClipboard('what the user had copied', desktop.env);
    await dictate({ app, keyboard, desktop }, sentence);
    await field.waitForText(sentence);
    const state = await app.until('the paste to be told', ({ notice }) => notice?.kind === 'pasted');
    expect(state.problems).toEqual([]);
    expect(field.typed()).toBe('');
    expect(field.pasted()).toEqual([sentence]);
    expect(standin.transcriptions().map((call) => call.audio?.text)).toEqual([sentence]);
    await expect.poll(() => readClipboard(desktop.env)).toBe('what the user had copied');
    const [take] = await app.takes();
    expect(take).toMatchObject({
      state: 'done',
      text: sentence,
      insertion: 'pasted',
      source: 'dictation',
      audio: 'kept',
    });
  });

  test('two words arrive whole', async ({ desktop, keyboard, launch }) => {
    const app = await launch();
    await using field = await openTerminalField(desktop);
    await field.focus();
    await dictate({ app, keyboard, desktop }, 'Thank you');
    await field.waitForText('Thank you');
    expect(field.typed()).toBe('');
  });
});

test.describe('into a text area of a browser', () => {
  test('a sentence arrives once, the hotkey never does, the focus stays', async ({ desktop, keyboard, launch }) => {
    const app = await launch();
    await using field = await openBrowserField(desktop);
    await field.focus();
    await dictate({ app, keyboard, desktop }, sentence);
    await field.waitForText(sentence);
    const events = field.events();
    expect(events.filter((event) => event.type === 'input')).toHaveLength(1);
    expect(events.filter((event) => event.type === 'keydown' && event.detail === ' ')).toEqual([]);
    expect(events.filter((event) => event.type === 'blur')).toEqual([]);
  });

  test('umlauts, Chinese and emoji arrive as they were heard', async ({ desktop, keyboard, launch, standin }) => {
    const text = 'Grüße aus Köln, 你好世界 🎉 – ganz ohne Umwege';
    const app = await launch();
    await using field = await openBrowserField(desktop);
    await field.focus();
    standin.script('transcribe', { kind: 'text', text });
    await dictate({ app, keyboard, desktop }, 'scripted words');
    await field.waitForText(text);
  });

  test('three dictations in a row arrive in their order', async ({ desktop, keyboard, launch }) => {
    const app = await launch({ settings: { insertion: { trailingSpace: true } } });
    await using field = await openBrowserField(desktop);
    await field.focus();
    for (const words of ['first one', 'second one', 'third one']) {
      await dictate({ app, keyboard, desktop }, words);
      // This keyboard and the paste's own keys are one to the X server: Control must not be pressed by both at once.
      await app.until('the paste to be over', ({ phase }) => phase === 'idle');
    }
    await field.waitForText('first one second one third one ');
  });
});

test('the row stands before the text is inserted', async ({ desktop, keyboard, launch }) => {
  const app = await launch();
  await using field = await openBrowserField(desktop);
  await field.focus();
  await dictate({ app, keyboard, desktop }, 'row first');
  // Seen from outside: as soon as the text is in the field, its row must already hold it.
  await field.waitForText('row first');
  const [take] = await app.takes();
  expect(take).toMatchObject({ state: 'done', text: 'row first' });
});

test('silence is not sent and not inserted', async ({ desktop, keyboard, launch, standin }) => {
  const app = await launch();
  await using field = await openBrowserField(desktop);
  await field.focus();
  await dictate({ app, keyboard, desktop }, new Int16Array(16_000));
  await app.until('nothing heard', ({ notice }) => notice?.kind === 'nothing-heard');
  expect(standin.transcriptions()).toEqual([]);
  expect(field.read()).toBe('');
  expect(await app.takes()).toMatchObject([{ state: 'empty' }]);
});

/** A tap, and the words into the microphone; it is still recorded then. */
async function tapAndSay({ app, keyboard, desktop }: Hands, words: string): Promise<void> {
  await keyboard.press('ctrl+alt+space');
  await app.until(
    'hands-free recording',
    ({ phase, dictation }) => phase === 'recording' && dictation?.hold === 'hands-free',
  );
  await say(desktop, speak(words, { leadMs: 20, tailMs: 200 }));
}

test('a tap starts, another tap ends', async ({ desktop, keyboard, launch }) => {
  const app = await launch();
  await using field = await openBrowserField(desktop);
  await field.focus();
  await tapAndSay({ app, keyboard, desktop }, 'tapped words');
  await keyboard.press('ctrl+alt+space');
  await field.waitForText('tapped words');
});

test('Escape discards, Undo brings it back', async ({ desktop, keyboard, launch }) => {
  const app = await launch();
  await using field = await openBrowserField(desktop);
  await field.focus();
  await tapAndSay({ app, keyboard, desktop }, 'kept after all');
  await keyboard.press('Escape');
  const discarded = await app.until('discarded', ({ notice }) => notice?.kind === 'discarded');
  expect(await app.takes()).toMatchObject([{ state: 'discarded', audio: 'kept' }]);
  // The modifiers go down before the grab can know what they are for; the keys themselves never arrive.
  expect(field.events().filter((event) => event.type === 'keydown' && ['Escape', ' '].includes(event.detail))).toEqual(
    [],
  );
  if (discarded.notice?.kind === 'discarded') await app.command('dictation.undo');
  await field.waitForText('kept after all');
});

test('a discarded take that is restored in History is sent once: its Undo is gone', async ({
  desktop,
  keyboard,
  launch,
  standin,
}) => {
  const app = await launch();
  await tapAndSay({ app, keyboard, desktop }, 'wanted again');
  await keyboard.press('Escape');
  await app.until('discarded', ({ notice }) => notice?.kind === 'discarded');
  const [take] = await app.takes();
  await app.command('history.restore', { id: take?.id });
  expect((await app.state()).notice).toBeNull();
  await expect(app.command('dictation.undo')).rejects.toMatchObject({ code: 'take_not_found' });
  await pollUntil('the text', async () => (await app.takes())[0]?.text === 'wanted again');
  expect(standin.transcriptions()).toHaveLength(1);
});
