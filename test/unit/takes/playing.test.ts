import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { subtitles } from '../../../src-main/takes/subtitles.ts';
import { wavAudio } from '../../../src-main/takes/wav-file.ts';
import { addTake, openTestStore, ramp, testFolder } from './open-test-store.ts';

describe('a take as a WAV file', () => {
  test('has a right header and all samples', async () => {
    const opened = openTestStore();
    const id = addTake(opened, 'x', { ms: 500 });
    const audio = opened.store.audio(id);
    const bytes = await audio.read(0, audio.totalBytes);
    expect(bytes.byteLength).toBe(44 + 16_000);
    expect(bytes.toString('latin1', 0, 4) + bytes.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
    expect(bytes.readUInt32LE(4)).toBe(bytes.byteLength - 8);
    expect([bytes.readUInt16LE(20), bytes.readUInt16LE(22), bytes.readUInt16LE(34)]).toEqual([1, 1, 16]);
    expect([bytes.readUInt32LE(24), bytes.readUInt32LE(28)]).toEqual([16_000, 32_000]);
    expect(bytes.readUInt32LE(40)).toBe(16_000);
    expect(bytes.subarray(44)).toEqual(ramp(8000));
  });

  test('gives any range as it would be of the whole file', async () => {
    const pcm = ramp(300);
    const audio = wavAudio(16_000, pcm.byteLength, async (start, end) => pcm.subarray(start, end));
    const whole = await audio.read(0, audio.totalBytes);
    await fc.assert(
      fc.asyncProperty(fc.nat(800), fc.nat(800), async (start, length) => {
        expect(await audio.read(start, start + length)).toEqual(whole.subarray(start, start + length));
      }),
    );
    const pieces = [];
    for await (const piece of audio.pieces(10, 300)) pieces.push(piece);
    expect(Buffer.concat(pieces)).toEqual(whole.subarray(10, 300));
  });

  test('leaves out half a sample that a crash cut off', () => {
    expect(wavAudio(16_000, 7, async () => Buffer.alloc(0)).totalBytes).toBe(44 + 6);
  });

  test('lies beside the samples when somebody wants to see it, and goes with them', async () => {
    const opened = openTestStore();
    const id = addTake(opened, 'x', { ms: 500 });
    const path = await opened.store.audioPath(id);
    expect(readFileSync(path).byteLength).toBe(16_044);
    expect(await opened.store.audioPath(id)).toBe(path);
    opened.store.forget(id);
    expect(() => readFileSync(path)).toThrow(/ENOENT/);
  });
});

test('a waveform has as many bars as asked for, flat for silence and high for full scale', async () => {
  const { store } = openTestStore();
  const writer = store.begin({ source: 'dictation', sampleRate: 16_000 });
  writer.append(Buffer.alloc(16_000));
  const loud = Buffer.alloc(16_000);
  for (let at = 0; at < loud.byteLength; at += 2) loud.writeInt16LE(at % 4 === 0 ? 32_767 : -32_768, at);
  writer.append(loud);
  writer.finish();
  const bars = await store.waveform(writer.id, 40);
  expect(bars).toHaveLength(40);
  expect(bars.slice(0, 19).every((bar) => bar === 0)).toBe(true);
  expect(bars.slice(21).every((bar) => bar > 0.99 && bar <= 1)).toBe(true);
});

describe('an export', () => {
  test('writes each take\u2019s text and audio to a file of its own and never over another', async () => {
    const opened = openTestStore();
    const target = testFolder();
    const ids = [addTake(opened, 'one', { target: 'Slack/../x' }), addTake(opened, 'two', { target: 'Slack/../x' })];
    const first = await opened.store.exportTakes(ids, 'txt', target);
    const second = await opened.store.exportTakes(ids, 'audio', target);
    expect(first.files.map((path) => readFileSync(path, 'utf8'))).toEqual(['one\n', 'two\n']);
    expect(second.files).toHaveLength(2);
    expect(readdirSync(target)).toHaveLength(4);
    expect(readdirSync(target).every((name) => /^2026-11-21 .* Slack .. x( \(2\))?\.(txt|wav)$/.test(name))).toBe(true);
  });

  test('puts all takes into one JSON file', async () => {
    const opened = openTestStore();
    const target = testFolder();
    const ids = [addTake(opened, 'one'), addTake(opened, 'two')];
    const { files } = await opened.store.exportTakes(ids, 'json', target);
    const written = JSON.parse(readFileSync(files[0] ?? '', 'utf8'));
    expect(files).toEqual([join(target, 'Sotto takes.json')]);
    expect(written.takes).toEqual(ids.map((id) => opened.store.get(id)));
  });

  test('makes subtitles where segments have times, and says why where not', async () => {
    const opened = openTestStore();
    const target = testFolder();
    const id = addTake(opened, 'Hello. World.');
    const whole = addTake(opened, 'whole');
    const said = { state: 'done' } as const;
    opened.store.segment(id, { ...said, index: 0, startMs: 0, endMs: 1500, overlapMs: 0, text: 'Hello.' });
    opened.store.segment(id, {
      ...said,
      index: 1,
      startMs: 1200,
      endMs: 3_661_001,
      overlapMs: 300,
      text: ' World.\n\n',
    });
    const { files, skipped } = await opened.store.exportTakes([id, whole], 'srt', target);
    expect(readFileSync(files[0] ?? '', 'utf8')).toBe(
      '1\n00:00:00,000 --> 00:00:01,500\nHello.\n\n2\n00:00:01,500 --> 01:01:01,001\nWorld.\n',
    );
    expect(skipped).toEqual([{ id: whole, error: expect.objectContaining({ code: 'invalid_request' }) }]);
    opened.store.edit(id, 'Hello, world.');
    expect(() => subtitles(opened.store.get(id) ?? expect.unreachable())).toThrow(/edited/);
  });
});
