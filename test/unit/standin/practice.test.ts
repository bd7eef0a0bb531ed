import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type PracticeService, practiceSentence, startPracticeService } from '../../standin/practice.ts';
import { writeWav } from '../../standin/wav.ts';
import { type Answer, answerOf, toneWav } from './client.ts';

const BUZZ = Int16Array.from({ length: 51_200 }, (_, index) => (index % 160 < 80 ? 6000 : -6000));

describe('the practice service', () => {
  it('gives tones their words and silence no text', async () => {
    await using practice = await startPracticeService();
    expect((await send(practice, toneWav('practice makes perfect'))).json).toEqual({ text: 'practice makes perfect' });
    const silence = Uint8Array.from(writeWav({ samples: new Int16Array(16_000), sampleRate: 16_000 }));
    expect((await send(practice, silence)).json).toEqual({ text: '' });
  });

  it('never pretends to understand speech: it says how much sound arrived, in the user’s language', async () => {
    const speech = Uint8Array.from(writeWav({ samples: BUZZ, sampleRate: 16_000 }));
    await using english = await startPracticeService();
    expect((await send(english, speech)).json).toEqual({
      text: 'Practice text from Sotto: 3.2 seconds of sound arrived.',
    });
    await using german = await startPracticeService({ language: 'de' });
    expect((await send(german, speech)).json).toEqual({
      text: 'Übungstext von Sotto: 3,2 Sekunden Ton sind angekommen.',
    });
    expect(practiceSentence('en', undefined)).toBe('Practice text from Sotto: sound arrived.');
  });

  it('reads Ogg Opus and FLAC without any program', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'practice-test-'));
    await writeFile(join(folder, 'tones.wav'), toneWav('hello practice', 48_000));
    await writeFile(join(folder, 'buzz.wav'), writeWav({ samples: BUZZ, sampleRate: 16_000 }));
    const make = async (from: string, to: string, ...codec: string[]): Promise<Uint8Array<ArrayBuffer>> => {
      await promisify(execFile)('ffmpeg', ['-v', 'error', '-i', join(folder, from), ...codec, join(folder, to)]);
      return Uint8Array.from(await readFile(join(folder, to)));
    };
    const tones = await make('tones.wav', 'tones.ogg', '-c:a', 'libopus', '-b:a', '24k');
    const buzz = await make('buzz.wav', 'buzz.flac');
    await rm(folder, { recursive: true });
    const path = process.env.PATH;
    process.env.PATH = '';
    try {
      await using practice = await startPracticeService();
      expect((await send(practice, tones, { fileName: 'take.ogg' })).json).toEqual({ text: 'hello practice' });
      expect((await send(practice, buzz, { fileName: 'take.flac' })).json).toEqual({
        text: practiceSentence('en', 3.2),
      });
    } finally {
      process.env.PATH = path;
    }
  });

  it('answers only to its own login, and only to transcription', async () => {
    await using practice = await startPracticeService();
    expect((await send(practice, toneWav('word'), { bearer: 'practice-other' })).status).toBe(401);
    expect((await send(practice, toneWav('word'), { path: '/codex/responses' })).status).toBe(404);
    expect((await send(practice, new Uint8Array(0))).status).toBe(500);
  });
});

function send(
  practice: PracticeService,
  file: Uint8Array<ArrayBuffer>,
  options: { readonly fileName?: string; readonly bearer?: string; readonly path?: string } = {},
): Promise<Answer> {
  const form = new FormData();
  form.append('file', new Blob([file]), options.fileName ?? 'take.wav');
  const headers = { authorization: `Bearer ${options.bearer ?? practice.bearer}` };
  return answerOf(
    fetch(`${practice.upstream}${options.path ?? '/transcribe'}`, { method: 'POST', headers, body: form }),
  );
}
