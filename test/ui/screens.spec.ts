// Pictures of every place in every look, for people to judge. The folder is named in the output.
import { checkNames } from '../../src-main/contract/doctor.ts';
import { type OpenOptions, screens, test } from './fixtures.ts';

test.beforeAll(() => console.log(`Pictures: ${screens}`));

const full: OpenOptions = { rows: 3000, specimens: true, settings: { app: { onboarded: true } } };
const german: OpenOptions['settings'] = { app: { onboarded: true }, appearance: { locale: 'de' } };

for (const theme of ['light', 'dark'] as const) {
  const look = { app: { onboarded: true }, appearance: { theme } };

  test(`history, ${theme}`, async ({ open, page, shoot }) => {
    const now = Date.now();
    await open({
      ...full,
      live: true,
      settings: look,
      state: {
        phase: 'recording',
        dictation: {
          takeId: 'live-recording',
          speakingSince: now - 7400,
          hold: 'held',
          device: 'Shure MV7',
          target: 'Terminal',
        },
      },
    });
    await page.evaluate(() => {
      for (let k = 0; k < 120; k++)
        window.fake.emit('levels', {
          source: 'dictation',
          bars: [Math.abs(Math.sin(k / 3)) * (k % 17 < 12 ? 0.9 : 0.1)],
        });
    });
    await page.getByText('The release is ready').first().click();
    await page.mouse.move(700, 600);
    await shoot(`history-${theme}`);
  });

  test(`history with failures, ${theme}`, async ({ open, page, shoot }) => {
    await open({ ...full, settings: look });
    await page.getByText('Your sign-in has expired').first().click();
    await shoot(`failed-${theme}`);
    await page.getByText('No network').first().click();
    await shoot(`failed-network-${theme}`);
  });

  test(`first steps, ${theme}`, async ({ open, page, shoot }) => {
    await open({ settings: { appearance: { theme } }, state: { account: { kind: 'signed-out' } } });
    await shoot(`steps-signed-out-${theme}`);
    await page.evaluate(() =>
      window.fake.state({ account: { kind: 'chatgpt', email: 'you@example.org', plan: 'plus' } }),
    );
    await page.getByText('Microphone hears you').waitFor();
    await shoot(`steps-${theme}`);
  });

  test(`empty history, ${theme}`, async ({ open, shoot }) => {
    await open({ settings: look });
    await shoot(`empty-${theme}`);
  });

  test(`settings, ${theme}`, async ({ open, page, shoot }) => {
    await open({
      ...full,
      settings: {
        ...look,
        insertion: { rules: [{ match: 'slack', chord: 'auto', pressEnter: true, trailingSpace: false }] },
      },
    });
    await page.getByRole('link', { name: 'Settings' }).click();
    await shoot(`settings-dictation-${theme}`);
    for (const section of ['Hotkeys', 'Account', 'Server', 'About']) {
      await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: section }).click();
      await shoot(`settings-${section.toLowerCase()}-${theme}`);
    }
    await page.getByRole('searchbox').fill('clipboard');
    await shoot(`settings-search-${theme}`);
  });

  test(`doctor, ${theme}`, async ({ open, page, shoot }) => {
    await open({
      ...full,
      settings: look,
      doctor: checkNames.map((check) =>
        check === 'insertion'
          ? {
              check,
              state: 'problem',
              finding: 'insertion_copies',
              mend: 'open-doctor',
            }
          : check === 'proxy'
            ? { check, state: 'unknown', finding: 'proxy_none' }
            : { check, state: 'ok', finding: 'hotkey_holds', facts: { key: 'ControlRight' } },
      ),
    });
    await page.getByRole('link', { name: 'Doctor' }).click();
    await page.getByText('One thing needs you').waitFor();
    await shoot(`doctor-${theme}`);
  });

  test(`files in work and held over the window, ${theme}`, async ({ open, page, shoot }) => {
    await open({
      ...full,
      settings: look,
      jobs: [
        { id: '1', name: 'interview.m4a', bytes: 27_000_000, state: 'sending', progress: 0.62, takeId: 'take-000001' },
        { id: '2', name: 'standup-20-nov.ogg', bytes: 3_100_000, state: 'waiting', progress: 1 },
        {
          id: '3',
          name: 'old-tape.aiff',
          bytes: 180_000_000,
          state: 'failed',
          progress: 0,
          error: {
            code: 'converter_missing',
            message: 'AIFF needs ffmpeg to convert.',
            hint: 'Install ffmpeg or sox to convert this format.',
          },
        },
        { id: '4', name: 'kick-off-part-2.mp3', bytes: 44_000_000, state: 'queued', progress: 0 },
        { id: '5', name: 'voice-note-0412.opus', bytes: 90_000, state: 'done', progress: 1, takeId: 'take-000002' },
      ],
    });
    await shoot(`files-${theme}`);
    await page.evaluate(() => {
      const transfer = new DataTransfer();
      for (const name of ['a.wav', 'b.mp3', 'c.ogg']) transfer.items.add(new File(['x'], name));
      dispatchEvent(new DragEvent('dragenter', { dataTransfer: transfer, bubbles: true }));
    });
    await shoot(`drop-${theme}`);
  });
}

test('German', async ({ open, page, shoot }) => {
  await open({ ...full, settings: german });
  await shoot('history-de');
  await page.getByText('Anmeldung abgelaufen').first().click();
  await shoot('failed-de');
  await page.getByRole('link', { name: 'Einstellungen' }).click();
  for (const section of ['Diktat', 'Mikrofon', 'Tastenkürzel', 'Einfügen', 'Konto', 'Server', 'Aussehen']) {
    await page
      .getByRole('navigation', { name: 'Abschnitte' })
      .getByRole('link', { name: section, exact: true })
      .click();
    await shoot(`settings-${section.toLowerCase()}-de`);
  }
  await page.getByRole('link', { name: 'Diagnose' }).click();
  await page.getByText('Alles in Ordnung').waitFor();
  await shoot('doctor-de');
});

test('first steps in German', async ({ open, shoot }) => {
  await open({ settings: { appearance: { locale: 'de' } }, state: { account: { kind: 'signed-out' } } });
  await shoot('steps-de');
});

test('very long text', async ({ open, page, shoot }) => {
  await open({ ...full, longText: true, specimens: false });
  await shoot('long-text');
  await page.setViewportSize({ width: 640, height: 520 });
  await shoot('long-text-640');
});

test('practice, search, several rows, narrow windows', async ({ open, page, shoot }) => {
  await open({ ...full, state: { account: { kind: 'practice' } } });
  await shoot('practice');
  await page.getByRole('searchbox').fill('invoice october');
  await shoot('search');
  await page.getByRole('searchbox').fill('zzz');
  await shoot('search-nothing');
  await page.getByRole('searchbox').fill('');
  await page
    .getByRole('row', { name: /The release is ready/ })
    .first()
    .click();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await shoot('several');
  await page.setViewportSize({ width: 640, height: 520 });
  await page
    .getByRole('row', { name: /The release is ready/ })
    .first()
    .click();
  await shoot('history-640');
  await page.getByRole('link', { name: 'Settings' }).click();
  await shoot('settings-640');
  await page.getByRole('link', { name: 'Doctor' }).click();
  await shoot('doctor-640');
  await page.setViewportSize({ width: 480, height: 340 });
  await shoot('doctor-zoomed');
  await page.getByRole('link', { name: 'History' }).click();
  await shoot('history-zoomed');
});
