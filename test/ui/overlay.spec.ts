// The pill: every row of the words table, its buttons, its place, and that a screen reader hears it.
import type { AppState, Dictation, Notice } from '../../src-main/contract/state.ts';
import { expect, test } from './fixtures.ts';

test.use({ viewport: { width: 640, height: 112 } });

/** The page's own clock stands at this moment in the tests that read a time. */
const now = Date.now();
const dictation = (more: Partial<Dictation> = {}): Dictation => ({
  takeId: 'a',
  hold: 'held',
  device: 'Shure MV7',
  speakingSince: now - 7400,
  ...more,
});
const notice = (value: Notice): Partial<AppState> => ({ notice: value });
const later = now + 3_600_000;
const expired = { code: 'login_expired', message: 'Expired.', hint: 'Sign in again.' } as const;
const offline = { code: 'network', message: 'No network.', hint: 'Check it.' } as const;

const rows: readonly {
  readonly name: string;
  readonly state: () => Partial<AppState>;
  readonly en: RegExp;
  readonly de: RegExp;
  /** Accessible names of the English buttons. */
  readonly buttons: readonly string[];
}[] = [
  {
    name: 'opening',
    state: () => ({ phase: 'opening', dictation: { takeId: 'a', hold: 'held', device: 'x' } }),
    en: /^Opening microphone$/,
    de: /^Mikrofon wird geöffnet$/,
    buttons: ['Cancel'],
  },
  {
    name: 'recording, hold',
    state: () => ({ phase: 'recording', dictation: dictation() }),
    en: /^Speak\s*0:07$/,
    de: /^Sprich\s*0:07$/,
    buttons: ['Cancel'],
  },
  {
    name: 'recording, hands-free',
    state: () => ({
      phase: 'recording',
      dictation: dictation({ hold: 'hands-free', speakingSince: now - 3_852_000 }),
    }),
    en: /^Hands-free\s*1:04:12Finish$/,
    de: /^Freihändig\s*1:04:12Fertig$/,
    buttons: ['Finish', 'Cancel'],
  },
  {
    name: 'no samples',
    state: () => ({
      phase: 'opening',
      dictation: { ...dictation(), alarm: { device: 'AirPods Pro', next: { id: 'mv7', label: 'Shure MV7' } } },
    }),
    en: /^No sound from AirPods ProUse Shure MV7$/,
    de: /^Kein Ton von AirPods ProShure MV7 nehmen$/,
    buttons: ['Use Shure MV7', 'Cancel'],
  },
  {
    name: 'sending',
    state: () => ({ phase: 'transcribing', dictation: dictation({ sent: 0.4 }) }),
    en: /^Sending 40\u00a0%$/,
    de: /^Senden 40\u00a0%$/,
    buttons: ['Cancel'],
  },
  {
    name: 'waiting',
    state: () => ({ phase: 'transcribing', dictation: dictation({ sent: 1, waitingSince: now - 4100 }) }),
    en: /^Waiting 4\u00a0s$/,
    de: /^Warten 4\u00a0s$/,
    buttons: ['Cancel'],
  },
  {
    name: 'pasted',
    state: () => notice({ kind: 'pasted', takeId: 'a', target: 'Slack', until: later }),
    en: /^Pasted into Slack$/,
    de: /^In Slack eingefügt$/,
    buttons: [],
  },
  {
    name: 'copied',
    state: () => notice({ kind: 'copied', takeId: 'a', chord: 'Control+V', until: later }),
    en: /^Copied, pressCtrlV$/,
    de: /^Kopiert, drückeStrgV$/,
    buttons: [],
  },
  {
    name: 'nothing heard',
    state: () => notice({ kind: 'nothing-heard', takeId: 'a', device: 'AirPods Pro', silent: true, until: later }),
    en: /^Nothing heard\s*AirPods Pro was silent$/,
    de: /^Nichts gehört\s*AirPods Pro war still$/,
    buttons: [],
  },
  {
    name: 'failed',
    state: () => notice({ kind: 'failed', takeId: 'a', error: expired, mendsItself: false }),
    en: /^Sign-in expired\s*take keptSign in$/,
    de: /^Anmeldung abgelaufen\s*Aufnahme bleibtAnmelden$/,
    buttons: ['Sign in', 'Close'],
  },
  {
    name: 'failed, mends itself',
    state: () => notice({ kind: 'failed', takeId: 'a', error: offline, mendsItself: true, until: later }),
    en: /^No network\s*sent when it is back$/,
    de: /^Kein Netz\s*wird gesendet, sobald es wieder da ist$/,
    buttons: ['Close'],
  },
  {
    name: 'cancelled',
    state: () => notice({ kind: 'discarded', takeId: 'a', until: later }),
    en: /^DiscardedUndo$/,
    de: /^VerworfenRückgängig$/,
    buttons: ['Undo'],
  },
];

for (const { name, state, en, de, buttons } of rows) {
  test(`says "${name}" in English and German, light and dark`, async ({ open, page, shoot }) => {
    await page.clock.setFixedTime(now);
    await open({ page: 'overlay', state: state(), settings: { appearance: { theme: 'light' } } });
    await page.evaluate(() => {
      for (let k = 0; k < 60; k++)
        window.fake.emit('levels', {
          source: 'dictation',
          bars: [Math.abs(Math.sin(k / 2)) * (k % 13 < 10 ? 0.95 : 0.08)],
        });
    });
    const pill = page.getByRole('status');
    await expect(pill).toHaveText(en);
    expect(
      await page
        .getByRole('button')
        .evaluateAll((all) => all.map((button) => button.getAttribute('aria-label') ?? button.textContent)),
    ).toEqual(buttons);
    await shoot(`pill-${name.replaceAll(/\W+/g, '-')}-light`);
    await page.evaluate(() => {
      const { appearance } = window.fake.settings();
      window.fake.emit('settings', {
        ...window.fake.settings(),
        appearance: { ...appearance, theme: 'dark', locale: 'de' },
      });
    });
    await expect(pill).toHaveText(de);
    await shoot(`pill-${name.replaceAll(/\W+/g, '-')}-dark-de`);
    const box = await page.locator('.pill').boundingBox();
    expect(box?.height).toBe(40);
    expect((box?.y ?? 0) + 40, '28 px from the edge').toBe(112 - 28);
    expect(box?.width).toBeLessThan(616);
    expect(await page.locator('.pill p').evaluate((p) => p.scrollWidth <= p.clientWidth), 'nothing is cut off').toBe(
      true,
    );
  });
}

test('is nothing at rest and is announced politely', async ({ open, page, sent }) => {
  await open({ page: 'overlay' });
  const status = page.getByRole('status');
  await expect(status).toHaveText('');
  await expect(status).toHaveAttribute('aria-live', 'polite');
  await expect
    .poll(() => sent('overlay.layout'))
    .toEqual([{ name: 'overlay.layout', input: { pill: null, buttons: [] } }]);
});

test('every button sends its command', async ({ open, page, sent }) => {
  await open({ page: 'overlay', state: { phase: 'recording', dictation: dictation({ hold: 'hands-free' }) } });
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  const show = (state: Partial<AppState>): Promise<void> => page.evaluate((next) => window.fake.state(next), state);
  await show({ phase: 'opening', dictation: dictation({ alarm: { device: 'a', next: { id: 'b', label: 'B' } } }) });
  await page.getByRole('button', { name: 'Use B' }).click();
  await show({ phase: 'idle', dictation: null, notice: { kind: 'discarded', takeId: 'a', until: later } });
  await page.getByRole('button', { name: 'Undo' }).click();
  await show({ notice: { kind: 'failed', takeId: 'a', error: expired, mendsItself: false } });
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Close' }).click();
  const names = async (): Promise<string[]> =>
    (await sent()).map(({ name }) => name).filter((name) => !name.startsWith('overlay.') && !name.endsWith('.get'));
  await expect
    .poll(names)
    .toEqual([
      'dictation.stop',
      'dictation.cancel',
      'dictation.useNextMicrophone',
      'dictation.undo',
      'account.signIn',
      'notice.dismiss',
    ]);
});

test('says where it stands, and when the pointer is on a button', async ({ open, page, sent }) => {
  await open({ page: 'overlay', state: { phase: 'recording', dictation: dictation() } });
  const layout = async () =>
    (await sent('overlay.layout')).at(-1)?.input as { pill: { height: number } | null; buttons: { x: number }[] };
  await expect.poll(async () => (await layout()).pill?.height).toBe(40);
  const { buttons } = await layout();
  const button = await page.getByRole('button', { name: 'Cancel' }).boundingBox();
  expect(Math.abs((buttons[0]?.x ?? 0) - (button?.x ?? -9))).toBeLessThanOrEqual(1);
  await page.mouse.move((button?.x ?? 0) + 5, (button?.y ?? 0) + 5);
  await page.mouse.move(20, 20);
  await expect
    .poll(async () => (await sent('overlay.hot')).map(({ input }) => input))
    .toEqual([{ hot: true }, { hot: false }]);
});

test('a notice goes when its time is over', async ({ open, page }) => {
  await page.clock.install();
  await open({ page: 'overlay', state: { notice: { kind: 'pasted', takeId: 'a', until: Date.now() + 60_000 } } });
  await expect(page.getByRole('status')).toHaveText('Pasted');
  await page.clock.fastForward(60_000);
  await expect(page.getByRole('status')).toHaveText('');
});

test('marks practice', async ({ open, page, shoot }) => {
  await open({ page: 'overlay', state: { account: { kind: 'practice' }, phase: 'recording', dictation: dictation() } });
  await expect(page.getByRole('status')).toContainText('Practice');
  await shoot('pill-practice');
});

test('bars move with the levels, and nothing loops when motion is reduced', async ({ open, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open({ page: 'overlay', state: { phase: 'recording', dictation: dictation() } });
  const shape = (): Promise<string | null> => page.locator('.bars path').first().getAttribute('d');
  const before = await shape();
  await page.evaluate(() => window.fake.emit('levels', { source: 'dictation', bars: [0.9, 0.2, 0.7] }));
  await expect.poll(shape).not.toBe(before);
  const looping = await page.evaluate(
    () => document.getAnimations().filter((a) => a.effect?.getTiming().iterations === Number.POSITIVE_INFINITY).length,
  );
  expect(looping).toBe(0);
});

test('stands at the top when the setting says so', async ({ open, page }) => {
  await open({
    page: 'overlay',
    settings: { appearance: { overlay: 'top' } },
    state: { phase: 'recording', dictation: dictation() },
  });
  await expect.poll(async () => (await page.locator('.pill').boundingBox())?.y).toBe(28);
});
