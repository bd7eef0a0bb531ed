// What the window does: files, live rows, players, faults, and that nothing is said twice.
import type { FileJob } from '../../src-main/contract/events.ts';
import { expect, test } from './fixtures.ts';

const onboarded = { app: { onboarded: true } };

test('files dropped anywhere are added by their paths, also a whole folder', async ({ open, page, sent }) => {
  await open({ rows: 3, settings: onboarded });
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    for (const name of ['a.wav', 'b.mp3', 'talks']) dataTransfer.items.add(new File(['x'], name));
    dispatchEvent(new DragEvent('dragenter', { dataTransfer }));
  });
  await expect(page.getByText('Let go to transcribe')).toBeVisible();
  await expect(page.locator('.held')).toHaveText('3');
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    for (const name of ['a.wav', 'b.mp3', 'talks']) dataTransfer.items.add(new File(['x'], name));
    dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
  });
  await expect(page.getByText('Let go to transcribe')).toBeHidden();
  await expect(page.getByRole('link', { name: 'History' })).toHaveAttribute('aria-current', 'page');
  await expect
    .poll(() => sent('files.add'))
    .toEqual([{ name: 'files.add', input: { paths: ['/home/you/a.wav', '/home/you/b.mp3', '/home/you/talks'] } }]);
});

test('dragging over children keeps the target, leaving takes it away, links are never opened', async ({
  open,
  page,
  sent,
}) => {
  await open({ rows: 3, settings: onboarded });
  const drag = (type: string, kind: 'files' | 'link'): Promise<boolean> =>
    page.evaluate(
      ([name, what]) => {
        const dataTransfer = new DataTransfer();
        if (what === 'files') dataTransfer.items.add(new File(['x'], 'a.wav'));
        else dataTransfer.setData('text/uri-list', 'https://example.org');
        return !dispatchEvent(new DragEvent(name, { dataTransfer, cancelable: true }));
      },
      [type, kind] as const,
    );
  await drag('dragenter', 'files');
  await drag('dragenter', 'files');
  await drag('dragleave', 'files');
  await expect(page.getByText('Let go to transcribe')).toBeVisible();
  await drag('dragleave', 'files');
  await expect(page.getByText('Let go to transcribe')).toBeHidden();
  await drag('dragenter', 'link');
  await expect(page.getByText('Let go to transcribe')).toBeHidden();
  expect(await drag('drop', 'link'), 'the drop is taken and does nothing').toBe(true);
  expect(await sent('files.add')).toEqual([]);
});

test('pasted files are added, pasted text is not', async ({ open, page, sent }) => {
  await open({ rows: 3, settings: onboarded });
  const paste = (withFile: boolean): Promise<void> =>
    page.evaluate((file) => {
      const clipboardData = new DataTransfer();
      if (file) clipboardData.items.add(new File(['x'], 'memo.m4a'));
      else clipboardData.setData('text/plain', 'words');
      dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    }, withFile);
  await paste(false);
  await paste(true);
  await expect
    .poll(async () => (await sent('files.add')).map(({ input }) => input))
    .toEqual([{ paths: ['/home/you/memo.m4a'] }]);
});

test('a file in work is seen from the queue to its text', async ({ open, page }) => {
  await open({ rows: 3, settings: onboarded });
  const show = (job: Partial<FileJob>): Promise<void> =>
    page.evaluate(
      (part) =>
        window.fake.jobs([{ id: 'j', name: 'talk.ogg', bytes: 5_000_000, state: 'queued', progress: 0, ...part }]),
      job,
    );
  const row = page.locator('.job');
  await show({});
  await expect(row).toContainText('Queued');
  await show({ state: 'sending', progress: 0.25 });
  await expect(row).toContainText('Sending 25 %');
  await expect(row.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '25');
  await show({ state: 'waiting', progress: 1 });
  await expect(row).toContainText('Waiting');
  await page.evaluate(() =>
    window.fake.add({
      id: 'talk',
      source: 'file',
      fileName: 'talk.ogg',
      createdAt: Date.now(),
      text: 'All of the talk.',
    }),
  );
  await show({ state: 'done', progress: 1, takeId: 'talk' });
  await expect(row).toHaveCount(0);
  await expect(page.getByText('All done')).toBeVisible();
  await expect(page.locator('[data-take="talk"]')).toContainText('All of the talk.');
});

test('a dictation lives through its row: recording, sending, waiting, done', async ({ open, page }) => {
  const now = Date.now();
  await page.clock.setFixedTime(now);
  await open({ rows: 3, settings: onboarded });
  const take = (part: object): Promise<void> =>
    page.evaluate(
      (more) =>
        window.fake.add({
          id: 'live',
          text: '',
          createdAt: 4_000_000_000_000,
          insertion: 'none',
          starred: false,
          target: 'Mail',
          ...more,
        }),
      part,
    );
  const row = page.locator('[data-take="live"]');
  await page.evaluate(
    (at) =>
      window.fake.state({
        phase: 'recording',
        dictation: { takeId: 'live', hold: 'held', device: 'MV7', speakingSince: at },
      }),
    now - 3000,
  );
  await take({ state: 'recording' });
  await expect(row).toContainText('Recording');
  await expect(row).toContainText('into Mail');
  await expect(row).toContainText('0:03');
  await take({ state: 'transcribing' });
  await page.evaluate(() =>
    window.fake.state({ phase: 'transcribing', dictation: { takeId: 'live', hold: 'held', device: 'MV7', sent: 0.4 } }),
  );
  await expect(row).toContainText('Sending 40 %');
  await page.evaluate(
    (at) =>
      window.fake.state({
        phase: 'transcribing',
        dictation: { takeId: 'live', hold: 'held', device: 'MV7', sent: 1, waitingSince: at },
      }),
    now - 4000,
  );
  await expect(row).toContainText('Waiting 4\u00a0s for ChatGPT');
  await take({ state: 'done', text: 'It is there.', insertion: 'pasted' });
  await page.evaluate(() => window.fake.state({ phase: 'idle', dictation: null }));
  await expect(row).toContainText('It is there.');
  await expect(row).toContainText('Mail');
});

test('what comes while one types a search keeps the search', async ({ open, page }) => {
  await open({ rows: 30, settings: onboarded });
  await page.getByRole('searchbox').fill('invoice');
  await expect(page.locator('[data-take]')).toHaveCount(4);
  await page.evaluate(() => window.fake.add({ id: 'new-one', text: 'Nothing of that.', createdAt: Date.now() }));
  await page.evaluate(() => window.fake.add({ id: 'new-two', text: 'Another invoice.', createdAt: Date.now() }));
  await expect(page.locator('[data-take="new-two"] mark')).toHaveText('invoice');
  await expect(page.locator('[data-take="new-one"]')).toHaveCount(0);
  await expect(page.locator('.text')).toContainText('invoice');
});

test('markup that somebody says is text', async ({ open, page }) => {
  await open({ rows: 0, settings: onboarded });
  const said = '<img src=x onerror="document.title=1"><b>bold</b> & {count}';
  await page.evaluate((text) => window.fake.add({ id: 'markup', text, createdAt: Date.now() }), said);
  await expect(page.locator('[data-take="markup"] .said')).toHaveText(said);
  await expect(page.locator('.text')).toHaveText(said);
  expect(await page.title()).toBe('Sotto');
});

test('typing is saved when another take is chosen, and goes to the take that it was typed into', async ({
  open,
  page,
  sent,
}) => {
  await open({ rows: 5, settings: onboarded });
  await page.locator('[data-take="take-000000"]').click();
  await page.locator('.text').fill('Quite different.');
  await page.locator('[data-take="take-000001"]').click();
  await expect
    .poll(async () => (await sent('history.edit')).map(({ input }) => input))
    .toEqual([{ id: 'take-000000', text: 'Quite different.' }]);
  await expect(page.locator('[data-take="take-000000"]')).toContainText('Quite different.');
  await expect(page.locator('.text')).toHaveText(/invoice/);
});

test('a new text of the main process replaces the shown one, but not what is being typed', async ({ open, page }) => {
  await open({ rows: 2, settings: onboarded });
  await page.evaluate(() => window.fake.add({ ...window.fake.takes()[0], text: 'From a retry.' }));
  await expect(page.locator('.text')).toHaveText('From a retry.');
  await page.locator('.text').click();
  await page.keyboard.type('X');
  await page.evaluate(() => window.fake.add({ ...window.fake.takes()[0], text: 'Another retry.' }));
  await expect(page.locator('.text')).toContainText('X');
});

test('a refused setting says why and the old value stays in force', async ({ open, page }) => {
  await open({ settings: onboarded });
  await page.getByRole('link', { name: 'Settings' }).click();
  const port = page.getByRole('spinbutton', { name: 'Port' });
  await port.fill('80');
  await port.press('Enter');
  await expect(page.getByRole('alert')).toContainText('the old one stays in force');
  await expect(port).toHaveAttribute('aria-invalid', 'true');
  expect(await page.evaluate(() => window.fake.settings().server.port)).toBe(8788);
  await port.fill('9000');
  await port.press('Enter');
  await expect.poll(() => page.evaluate(() => window.fake.settings().server.port)).toBe(9000);
  await expect(page.getByRole('alert')).toBeHidden();
});

test('a command that fails is told once, with the button that mends it', async ({ open, page, sent }) => {
  await open({ rows: 2, settings: onboarded });
  await page.evaluate(() =>
    window.fake.refuse('history.pasteAgain', {
      code: 'not_signed_in',
      message: 'Nobody is signed in.',
      hint: 'Sign in.',
    }),
  );
  await page.getByRole('button', { name: 'Paste again' }).last().click();
  await expect(page.getByText('Nobody is signed in. Sign in.')).toHaveCount(1);
  await page.locator('.toast').getByRole('button', { name: 'Sign in' }).click();
  await expect.poll(async () => (await sent('account.signIn')).length).toBe(1);
  await expect(page.locator('.toast')).toHaveCount(0);
});

test('the window opens where it was, and other parts of the app can lead it', async ({ open, page }) => {
  await open({ rows: 20, settings: onboarded });
  await page.getByRole('link', { name: 'Doctor' }).click();
  await page.reload();
  await expect(page.getByRole('link', { name: 'Doctor' })).toHaveAttribute('aria-current', 'page');
  await page.evaluate(() => window.fake.emit('place', { place: 'settings', anchor: 'microphone' }));
  await expect(page.getByRole('heading', { name: 'Microphone' })).toBeInViewport();
  await page.evaluate(() => window.fake.emit('place', { place: 'history', takeId: 'take-000007' }));
  await expect(page.locator('[data-take="take-000007"]')).toHaveAttribute('aria-selected', 'true');
});

test('the microphone is open only while it is tested', async ({ open, page, sent }) => {
  await open({ settings: onboarded });
  await page.getByRole('link', { name: 'Settings' }).click();
  expect(await sent('microphones.monitor')).toEqual([]);
  await page.getByRole('button', { name: 'Test' }).click();
  await expect(page.getByRole('img', { name: 'Level' })).toBeVisible();
  await page.getByRole('link', { name: 'History', exact: true }).click();
  await expect
    .poll(async () => (await sent('microphones.monitor')).map(({ input }) => (input as { on: boolean }).on))
    .toEqual([true, false]);
});

test('the API key goes out and leaves no trace in the page', async ({ open, page, sent }) => {
  await open({ settings: onboarded, state: { account: { kind: 'signed-out' } } });
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'API key' }).click();
  await page.getByRole('textbox', { name: 'API key', exact: true }).fill('sk-secret-key');
  await page.getByRole('button', { name: 'Store' }).click();
  await expect
    .poll(async () => (await sent('account.setApiKey')).map(({ input }) => input))
    .toEqual([{ key: 'sk-secret-key' }]);
  await expect(page.getByText('Takes go to the OpenAI API')).toBeVisible();
  expect(await page.content()).not.toContain('sk-secret');
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('sk-secret');
});

test('the take that is running can be marked, by keyboard, and the mark is the app\u2019s', async ({
  open,
  page,
  sent,
}) => {
  const dictation = { takeId: 'live-recording', hold: 'hands-free', device: 'MV7' } as const;
  await open({ rows: 3, live: true, settings: onboarded, state: { phase: 'recording', dictation } });
  const row = page.locator('[data-take="live-recording"]');
  const mark = page.getByRole('checkbox', { name: 'Don\u2019t keep this one' });
  await page.locator('.take').last().click();
  await expect(mark).toHaveCount(0);
  await row.click();
  await expect(mark).not.toBeChecked();
  await expect(mark).toHaveAccessibleDescription('It is forgotten once its text is delivered.');
  await mark.focus();
  await page.keyboard.press('Space');
  await expect(mark).toBeChecked();
  await page.evaluate((of) => window.fake.state({ dictation: of }), dictation); // taken back in the tray
  await expect(mark).not.toBeChecked();
  await page.keyboard.press('Space');
  await expect(mark).toBeChecked();
  await expect
    .poll(async () => (await sent('dictation.dontKeep')).map(({ input }) => input))
    .toEqual([{ on: true }, { on: true }]);
  await page.evaluate(() => window.fake.state({ phase: 'idle', dictation: null }));
  await expect(mark).toHaveCount(0);
});

test('without a login the header says so and leads to the sign-in', async ({ open, page }) => {
  await open({ rows: 3, settings: onboarded, state: { account: { kind: 'signed-out' } } });
  await expect(page.locator('.phase')).toContainText('Not signed in');
  await expect(page.locator('.phase')).not.toContainText('Ready');
  await page.locator('.phase').getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: 'Sign in with the browser' })).toBeInViewport();
  const error = { code: 'login_expired', message: 'The sign-in has expired.', hint: 'Sign in again.' } as const;
  await page.evaluate((broken) => window.fake.state({ account: { kind: 'broken', error: broken } }), error);
  await expect(page.locator('.phase')).toContainText('Sign-in expired');
  await page.evaluate(() => window.fake.state({ account: { kind: 'chatgpt' } }));
  await expect(page.locator('.phase')).toContainText('Ready');
  await expect(page.locator('.phase').getByRole('button', { name: 'Sign in' })).toHaveCount(0);
});

test('practice is marked in the header, on its takes and in their detail', async ({ open, page }) => {
  await open({ rows: 3, settings: onboarded, state: { account: { kind: 'practice' } } });
  await expect(page.locator('.phase')).toContainText('Practice');
  await expect(page.locator('.take').first()).toContainText('Practice');
  await expect(page.locator('.detail .head')).toContainText('Practice');
});

test('right to left: nothing scrolls sideways and the list stands on the right', async ({ open, page, shoot }) => {
  await open({ rows: 30, specimens: true, settings: onboarded });
  await page.evaluate(() => {
    document.documentElement.dir = 'rtl';
  });
  const list = await page.locator('.list').boundingBox();
  expect(list?.x).toBeGreaterThan(500);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(
    true,
  );
  await shoot('right-to-left');
});
