// Files as takes, on a machine where nothing can decode them: kept as they came, and sent again as they came.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { retryTake } from '../../../src-main/app/history.ts';
import { type AudioFiles, transcribeFileIntoHistory } from '../../../src-main/app/transcribe-file.ts';
import { OpusTrack } from '../../../src-main/audio/encoding/opus-track.ts';
import { openAudioFiles } from '../../../src-main/audio/files/audio-files.ts';
import { FrameCutter } from '../../../src-main/audio/frames.ts';
import { bytesOf } from '../../../src-main/audio/pcm.ts';
import type { Take } from '../../../src-main/contract/take.ts';
import { openRig, type Rig } from '../../rig/dictation-rig.ts';
import { FedRecorder } from '../../rig/fed-recorder.ts';
import { speak } from '../../standin/fsk-encode.ts';
import { type Standin, startStandin } from '../../standin/standin.ts';

let stack: AsyncDisposableStack;
let standin: Standin;
let rig: Rig;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  standin = stack.use(await startStandin());
  rig = stack.use(await openRig({ recorder: new FedRecorder({ speed: 0 }), standin }));
});
afterEach(() => stack.disposeAsync());

const nothingInstalled = openAudioFiles({ env: { PATH: '' }, platform: 'linux' });
const words = 'spoken into a file';

function oggFile(): string {
  const track = new OpusTrack(16_000);
  const cutter = new FrameCutter(16_000);
  let frames = 0;
  cutter.push(bytesOf(speak(words, { leadMs: 100, tailMs: 100 })), (frame) => {
    track.push(frame);
    frames += 1;
  });
  track.end();
  const path = join(rig.folder, 'memo.ogg');
  writeFileSync(path, track.cut(0, frames).bytes);
  return path;
}

async function failed(path: string, files: AudioFiles): Promise<Take> {
  const { signal } = new AbortController();
  const options = {
    source: 'server',
    practice: false,
    fileName: 'memo.ogg',
    contentType: 'audio/ogg',
    signal,
  } as const;
  const ports = { ...rig.ports, takes: rig.store, client: () => rig.client, files };
  await expect(transcribeFileIntoHistory(ports, path, options)).rejects.toThrow();
  const take = rig.store.list({ limit: 1 }).takes[0];
  return take ?? expect.unreachable();
}

const retry = (id: string): Promise<Take> =>
  retryTake(rig.ports, id, { language: '', segments: true }, new AbortController().signal);

describe('a file that nothing here can decode', () => {
  it('is kept when the service fails, and sent again as it came', async () => {
    standin.script('transcribe', { kind: 'asr-error' }, { kind: 'asr-error' });
    const take = await failed(oggFile(), nothingInstalled);
    expect(take).toMatchObject({ state: 'failed', audio: 'kept', error: { code: 'upstream_error' } });
    standin.script('transcribe', { kind: 'asr-error' }, { kind: 'asr-error' });
    expect(await retry(take.id)).toMatchObject({ state: 'failed', audio: 'kept', error: { code: 'upstream_error' } });
    const again = await retry(take.id);
    expect(again).toMatchObject({ state: 'done', text: words, source: 'server', fileName: 'memo.ogg' });
    expect(again.timings.sentBytes).toBeGreaterThan(1000);
  });

  it('is kept although it is too long to be sent whole at first', async () => {
    const long: AudioFiles = { ...nothingInstalled, durationMs: async () => 400_000 };
    const take = await failed(oggFile(), long);
    expect(take).toMatchObject({ state: 'failed', audio: 'kept', error: { code: 'converter_missing' } });
    expect(standin.transcriptions()).toEqual([]);
    expect(await retry(take.id)).toMatchObject({ state: 'done', text: words });
  });
});
