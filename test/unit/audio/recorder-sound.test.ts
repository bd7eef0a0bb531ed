import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listMicrophones, MicrophoneNames } from '../../../src-main/audio/recorder/microphones.ts';
import type { Recording } from '../../../src-main/audio/shapes.ts';
import { childrenNamed } from '../../desktop/children-named.ts';
import { playIntoMicrophone } from '../../desktop/play-into-microphone.ts';
import { pollUntil } from '../../desktop/poll-until.ts';
import { runProgram } from '../../desktop/run-program.ts';
import { hear } from '../../standin/fsk-decode.ts';
import { speak } from '../../standin/fsk-encode.ts';
import { everything, recorderWith, type Sound, startSound } from './sound.ts';

const microphone = { device: '', sampleRate: 16000 } as const;
const sentence = 'alpha bravo charlie delta echo';

let sound: Sound;
beforeAll(async () => {
  sound = await startSound();
});
afterAll(async () => {
  await sound[Symbol.asyncDispose]();
});

describe.each(['parecord', 'arecord', 'sox'] as const)('%s on a real sound server', (program) => {
  const recorder = () => recorderWith({ env: sound.env, choice: () => program });

  it('hears a sentence that begins with its first sample, whole', async () => {
    await using recording = recorder().open(microphone);
    await recording.firstSample;
    const samples = speak(sentence, { tailMs: 0 });
    const playback = await playIntoMicrophone(
      { pcm: new Uint8Array(samples.buffer), sampleRateHz: 16000 },
      { env: sound.env },
    );
    const heard = hearUntil(recording, sentence);
    await playback.done;
    expect(await heard).toBe(sentence);
    expect(await recording.ended).toEqual({ kind: 'stopped' });
  });

  it('has died when its process is killed while recording', async () => {
    const recording = recorder().open(microphone);
    await recording.firstSample;
    for (const pid of await childrenNamed(program)) process.kill(pid, 'SIGKILL');
    const { pcm } = await everything(recording);
    expect(pcm.length).toBeGreaterThan(0);
    expect(await recording.ended).toMatchObject({ kind: 'died', error: { code: 'recorder_died' } });
  });

  it('says which microphone is missing', async () => {
    const recording = recorder().open({ device: 'no-such-microphone', sampleRate: 16000 });
    expect(await recording.ended).toMatchObject({
      kind: 'died',
      error: { code: 'microphone_missing', message: expect.stringContaining('no-such-microphone') },
    });
  });

  it('has died when the sound server goes away, whatever exit code it gives', async () => {
    await using other = await startSound();
    const recording = recorderWith({ env: other.env, choice: () => program }).open(microphone);
    await recording.firstSample;
    await other.server.stop();
    expect((await everything(recording)).pcm.length).toBeGreaterThan(0);
    expect(await recording.ended).toMatchObject({ kind: 'died', error: { code: 'recorder_died' } });
  });

  it('finds no microphone where no sound server runs', async () => {
    const env = { ...sound.env, PULSE_SERVER: 'unix:/nowhere/pulse.sock' };
    const recording = recorderWith({ env, choice: () => program }).open(microphone);
    await expect(recording.firstSample).rejects.toMatchObject({ code: 'microphone_missing' });
    expect(await recording.ended).toMatchObject({ kind: 'died', error: { code: 'microphone_missing' } });
  });
});

describe('the microphones of a sound server', () => {
  it('are listed with labels, the default marked, without monitors of outputs', async () => {
    expect(await listMicrophones({ env: sound.env, platform: 'linux' })).toEqual([
      { id: 'vmicsrc', label: 'TestMicrophone', isDefault: true },
    ]);
  });

  it('keep their umlauts, and the default one stands first', async () => {
    await using other = await startSound();
    const load = ['load-module', 'module-null-source', 'source_name=aaa', 'description=K\u00fcche'];
    expect((await runProgram('pactl', load, { env: other.env })).code).toBe(0);
    const names = new MicrophoneNames();
    const found = await listMicrophones({ env: other.env, platform: 'linux' });
    names.remember(found);
    expect(found.map(({ label }) => label)).toEqual(['TestMicrophone', 'K\u00fcche']);
    expect(names.labelOf('')).toBe('TestMicrophone');
    expect(names.labelOf('aaa')).toBe('K\u00fcche');
    expect(names.next('')?.id).toBe('aaa');
    expect(names.next('aaa')?.id).toBe('vmicsrc');
  });

  it('are none, without an error, where nobody can be asked', async () => {
    expect(await listMicrophones({ env: { PATH: '/nowhere' }, platform: 'linux' })).toEqual([]);
    const deaf = { ...sound.env, PULSE_SERVER: 'unix:/nowhere/pulse.sock' };
    expect(await listMicrophones({ env: deaf, platform: 'linux' })).toEqual([]);
  });

  it('go on as another one when the system moves the stream, and the recording says so', async () => {
    await using other = await startSound();
    const pactl = (...args: string[]) => runProgram('pactl', args, { env: other.env });
    const spare = (await pactl('load-module', 'module-null-source', 'source_name=spare')).stdout.trim();
    expect(spare).toMatch(/^\d+$/);
    await using recording = recorderWith({ env: other.env, choice: () => 'parecord' }).open({
      device: 'spare',
      sampleRate: 16000,
    });
    await recording.firstSample;
    await pactl('unload-module', spare);
    await pollUntil('the move', () => Promise.resolve(recording.device === 'vmicsrc'));
    recording.stop();
    expect(await recording.ended).toEqual({ kind: 'stopped' });
  });
});

/** Reads until the words are there, then stops the recording. */
async function hearUntil(recording: Recording, words: string): Promise<string> {
  const blocks: Buffer[] = [];
  let heard = '';
  for await (const block of recording.blocks) {
    blocks.push(block);
    if (blocks.length % 10 !== 0 || heard === words) continue;
    const pcm = Buffer.concat(blocks);
    heard = hear(new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / 2), 16000).text;
    if (heard === words) recording.stop();
  }
  return heard;
}
