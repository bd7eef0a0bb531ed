import { expect, it } from 'vitest';
import { fullScale } from '../../../src-main/audio/pcm.ts';
import { noise, plus } from './noise.ts';
import { judged, noiseLevels, silenceTable, speechLevels } from './silence-table.ts';

const texts = ['yes', 'Please send the report to the office before noon.'];

it('no speech is dropped or cut at a signal-to-noise ratio of 10 dB or more, and no noise is sent', async () => {
  const rows = await silenceTable(texts);
  expect(rows).toHaveLength(3 * noiseLevels.length * (speechLevels.length + 1));
  const wrong = rows.filter((row) => {
    if (row.snr === null) return row.verdict.kind !== 'empty';
    return row.snr >= 10 && (row.verdict.kind === 'empty' || row.cutMs > 0);
  });
  expect(wrong).toEqual([]);
  for (const row of rows.filter(({ snr, speechDbfs }) => snr !== null && snr >= 10 && speechDbfs === -60)) {
    expect(row.verdict).toEqual({ kind: 'quiet-speech' });
  }
}, 120_000);

it('a key click or a bump on the table alone is not sent', async () => {
  const room = noise('pink', 16000 * 2, -60);
  const click = new Int16Array(16000 * 2);
  for (let index = 0; index < 160; index++)
    click[4000 + index] = 0.3 * fullScale * Math.exp(-index / 40) * (index % 2 ? 1 : -1);
  expect(await judged(plus(room, click))).toEqual({ kind: 'empty', reason: 'noise-only' });
});

it('a microphone that starts with zeros and then only hears the room is not sent', async () => {
  const samples = new Int16Array(16000 * 2);
  samples.set(noise('pink', 16000 * 1.7, -55), 4800);
  expect(await judged(samples)).toEqual({ kind: 'empty', reason: 'noise-only' });
});

it('a loud steady tone is sent, since nobody can be sure', async () => {
  const tone = Int16Array.from({ length: 16000 }, (_, index) => 8000 * Math.sin((2 * Math.PI * 700 * index) / 16000));
  expect(await judged(tone)).toEqual({ kind: 'speech' });
});

it('a hum from the mains is not sent', async () => {
  const hum = Int16Array.from({ length: 32000 }, (_, index) => 60 * Math.sin((2 * Math.PI * 50 * index) / 16000));
  expect(await judged(plus(hum, noise('pink', 32000, -62)))).toEqual({ kind: 'empty', reason: 'noise-only' });
});
