import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { speak } from '../../standin/fsk-encode.ts';
import { type Standin, startStandin } from '../../standin/standin.ts';
import { writeWav } from '../../standin/wav.ts';
import { toneWav, upload } from './client.ts';

const TEXT = 'one small step for Grüße and 你好';
const ASR_ERROR = { detail: 'Error in ASR API' };

describe('the transcription endpoint', () => {
  it('hears the words of the uploaded audio and records what came', async () => {
    await using standin = await startStandin();
    const login = standin.newLogin();
    const file = toneWav(TEXT);
    const answer = await upload(standin, file, {
      bearer: login.tokens.access_token,
      fields: { language: 'de' },
      headers: { originator: 'tester', 'user-agent': 'Tester/1', 'ChatGPT-Account-ID': login.tokens.account_id },
    });
    expect([answer.status, answer.json]).toEqual([200, { text: TEXT }]);
    const [record] = standin.transcriptions();
    expect(record).toMatchObject({ bearer: 'accepted', accountId: login.tokens.account_id, status: 200 });
    expect(record?.headers).toMatchObject({ originator: 'tester', 'user-agent': 'Tester/1' });
    expect(record?.audio).toMatchObject({ fields: { language: 'de' }, fileName: 'take.wav', contentType: 'audio/wav' });
    expect(record?.audio).toMatchObject({ container: 'wav', bytes: file.length, heard: 'words', text: TEXT });
    expect(record?.audio?.seconds).toBeCloseTo((file.length - 44) / 32_000, 3);
    expect(JSON.stringify(standin.requests)).not.toContain(login.tokens.access_token);
  });

  it('refuses a missing, a dead and a made-up bearer with 401', async () => {
    await using standin = await startStandin();
    const file = toneWav('word');
    const dead = standin.newLogin({ expiresInSeconds: -1 }).tokens.access_token;
    const killed = standin.newLogin().tokens.access_token;
    standin.book.killAccessTokens();
    for (const bearer of [dead, killed, 'made-up', standin.newLogin().tokens.id_token]) {
      expect((await upload(standin, file, { bearer })).status).toBe(401);
    }
    const withoutHeader = await fetch(`${standin.upstream}/transcribe`, { method: 'POST', body: new FormData() });
    expect(withoutHeader.status).toBe(401);
    expect((await upload(standin, file)).status).toBe(200);
  });

  it('takes a personal access token, and refuses an account that is not the bearer’s', async () => {
    await using standin = await startStandin();
    const bearer = standin.book.newOpaqueBearer('at-', { accountId: 'acc-1' });
    expect((await upload(standin, toneWav('word'), { bearer })).json).toEqual({ text: 'word' });
    const foreign = await upload(standin, toneWav('word'), { bearer, headers: { 'ChatGPT-Account-ID': 'acc-2' } });
    expect(foreign.status).toBe(403);
  });

  it('answers silence with an empty text and speech without tones with the scripted transcript', async () => {
    await using standin = await startStandin({ scriptedTranscript: 'Hallo Welt 🎤' });
    const silence = Uint8Array.from(writeWav({ samples: new Int16Array(16_000), sampleRate: 16_000 }));
    const buzz = Int16Array.from({ length: 16_000 }, (_, index) => (index % 160 < 80 ? 9000 : -9000));
    expect((await upload(standin, silence)).json).toEqual({ text: '' });
    const spoken = await upload(standin, Uint8Array.from(writeWav({ samples: buzz, sampleRate: 16_000 })));
    expect(spoken.json).toEqual({ text: 'Hallo Welt 🎤' });
  });

  it('refuses a name that does not go with the container, and what no container is', async () => {
    await using standin = await startStandin();
    const wav = toneWav('word');
    for (const fileName of ['take.mp3', 'take', 'take.wav.txt', 'wav']) {
      expect(await upload(standin, wav, { fileName })).toMatchObject({ status: 500, json: ASR_ERROR });
    }
    const heads: Record<string, readonly number[]> = {
      'empty.wav': [],
      'raw.wav': [0, 1, 0, 2, 0, 3, 0, 4],
      'adts.aac': [0xff, 0xf1, 0x50, 0x80, 0, 0x1f, 0xfc],
      'adts.mp3': [0xff, 0xf9, 0x50, 0x80, 0, 0x1f, 0xfc],
      'a.aiff': [...Buffer.from('FORM\0\0\0\0AIFFCOMM')],
      'a.caf': [...Buffer.from('caff\0\x01\0\0')],
      'a.silk': [2, ...Buffer.from('#!SILK_V3')],
      'damaged.wav': [...Buffer.from('RIFF\0\0\0\0WAVEjunk')],
    };
    for (const [fileName, bytes] of Object.entries(heads)) {
      expect(await upload(standin, Uint8Array.from(bytes), { fileName }), fileName).toMatchObject({
        status: 500,
        json: ASR_ERROR,
      });
    }
    expect((await upload(standin, wav, { fileName: 'TAKE.WAV' })).status).toBe(200);
  });

  it('waits as its latency model says, counted from the last byte', async () => {
    await using standin = await startStandin({ latency: { fixedMs: 80, msPerAudioSecond: 100 } });
    const file = Uint8Array.from(writeWav({ samples: speak('word', { tailMs: 1000 }), sampleRate: 16_000 }));
    await upload(standin, file);
    const [record] = standin.transcriptions();
    const wanted = 80 + 100 * (record?.audio?.seconds ?? 0);
    const took = (record?.answeredAtMs ?? 0) - (record?.bodyEndAtMs ?? 0);
    expect(record?.serviceMs).toBeCloseTo(wanted, 3);
    expect(took).toBeGreaterThan(wanted - 2);
  });

  it('plays scripted replies once each, in order, then goes on as before', async () => {
    await using standin = await startStandin();
    const file = toneWav('word');
    standin.script(
      'transcribe',
      { kind: 'challenge' },
      { kind: 'usage-limit', resetsInSeconds: 60 },
      { kind: 'too-many', retryAfterSeconds: 3 },
    );
    standin.script(
      'transcribe',
      { kind: 'asr-error' },
      { kind: 'wrong-json' },
      { kind: 'status', status: 503, body: 'busy' },
      { kind: 'text', text: 'Ü' },
    );
    const challenge = await upload(standin, file);
    expect(challenge.status).toBe(403);
    expect(challenge.headers.get('cf-mitigated')).toBe('challenge');
    expect(challenge.headers.get('content-type')).toContain('text/html');
    expect(challenge.headers.getSetCookie()[0]).toMatch(/^__cf_bm=/u);
    const limit = await upload(standin, file);
    expect(limit).toMatchObject({ status: 429, json: { error: { type: 'usage_limit_reached' } } });
    const tooMany = await upload(standin, file);
    expect([tooMany.status, tooMany.headers.get('retry-after')]).toEqual([429, '3']);
    expect(await upload(standin, file)).toMatchObject({ status: 500, json: ASR_ERROR });
    expect(await upload(standin, file)).toMatchObject({ status: 200, json: undefined });
    expect(await upload(standin, file)).toMatchObject({ status: 503, text: 'busy' });
    expect((await upload(standin, file)).json).toEqual({ text: 'Ü' });
    expect((await upload(standin, file)).json).toEqual({ text: 'word' });
    expect(standin.requests.map(({ scripted }) => scripted)).toEqual([
      'challenge',
      'usage-limit',
      'too-many',
      'asr-error',
      'wrong-json',
      'status',
      'text',
      undefined,
    ]);
  });

  it('cuts the connection before the body, before the answer and in its middle', async () => {
    await using standin = await startStandin();
    for (const when of ['before-body', 'before-answer', 'mid-answer'] as const) {
      standin.script('transcribe', { kind: 'cut', when });
      await expect(upload(standin, toneWav('word')), when).rejects.toThrow();
    }
    expect((await upload(standin, toneWav('word'))).status).toBe(200);
  });

  it('hangs until the client gives up, and notes that it did', async () => {
    await using standin = await startStandin();
    standin.script('transcribe', { kind: 'hang', ms: 60_000 });
    const gone = fetch(`${standin.upstream}/transcribe`, { method: 'POST', signal: AbortSignal.timeout(50) });
    await expect(gone).rejects.toThrow();
    await expect.poll(() => standin.requests[0]?.aborted).toBe(true);
  });

  it('meets a caller that does not name itself as asked with a challenge', async () => {
    await using standin = await startStandin({ requireIdentity: { originator: '^tester$', userAgent: '^Tester/\\d' } });
    const named = { originator: 'tester', 'user-agent': 'Tester/1' };
    expect((await upload(standin, toneWav('word'))).headers.get('cf-mitigated')).toBe('challenge');
    expect((await upload(standin, toneWav('word'), { headers: named })).status).toBe(200);
  });

  it('needs a key and a model in API-key mode', async () => {
    await using standin = await startStandin();
    const url = `${standin.openaiBase}/audio/transcriptions`;
    const bearer = standin.book.newOpaqueBearer('sk-');
    const fields = { model: 'gpt-4o-mini-transcribe' };
    expect((await upload(standin, toneWav('word'), { url, bearer, fields })).json).toEqual({ text: 'word' });
    expect(await upload(standin, toneWav('word'), { url, bearer })).toMatchObject({
      status: 400,
      json: { error: { param: 'model' } },
    });
    expect((await upload(standin, toneWav('word'), { url, fields })).status).toBe(401);
    expect((await upload(standin, toneWav('word'), { bearer })).status).toBe(401);
  });

  it('refuses a body that is no form, without dropping the connection', async () => {
    await using standin = await startStandin();
    const headers = { authorization: `Bearer ${standin.newLogin().tokens.access_token}` };
    const post = (body: string, type: string): Promise<Response> =>
      fetch(`${standin.upstream}/transcribe`, { method: 'POST', headers: { ...headers, 'content-type': type }, body });
    expect((await post('{}', 'application/json')).status).toBe(422);
    expect((await post('--b\r\nno head\r\n\r\nx', 'multipart/form-data; boundary=b')).status).toBe(422);
    expect((await post('--b\r\n\r\nx\r\n--b--\r\n', 'multipart/form-data; boundary=b')).status).toBe(422);
  });
});

const CODECS: Record<string, readonly string[]> = {
  'take.ogg': ['-c:a', 'libopus', '-b:a', '24k', '-application', 'voip'],
  'audio.ogg': ['-c:a', 'libopus', '-b:a', '24k', '-application', 'audio'],
  'take.webm': ['-c:a', 'libopus', '-b:a', '24k'],
  'take.flac': [],
  'take.mp3': ['-b:a', '48k'],
  'take.m4a': ['-c:a', 'aac', '-b:a', '48k'],
};

describe('compressed audio', () => {
  let standin: Standin;
  let folder = '';
  beforeAll(async () => {
    standin = await startStandin();
    folder = await mkdtemp(join(tmpdir(), 'standin-test-'));
    await writeFile(join(folder, 'in.wav'), toneWav(TEXT, 24_000));
  });
  afterAll(async () => {
    await standin[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  it.for(Object.entries(CODECS))('is heard through %s', async ([fileName, codec]) => {
    const path = join(folder, fileName);
    await promisify(execFile)('ffmpeg', ['-v', 'error', '-i', join(folder, 'in.wav'), ...codec, path]);
    const answer = await upload(standin, Uint8Array.from(await readFile(path)), { fileName });
    expect(answer).toMatchObject({ status: 200, json: { text: TEXT } });
    expect(standin.transcriptions().at(-1)?.audio?.seconds).toBeCloseTo(speak(TEXT).length / 16_000, 0);
  });
});
