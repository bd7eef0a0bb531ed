// A dictation with a real recorder program on a real sound server, whose microphone is taken away while somebody speaks.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listMicrophones, MicrophoneNames } from '../../../src-main/audio/recorder/microphones.ts';
import type { AppState } from '../../../src-main/contract/state.ts';
import { childrenNamed } from '../../desktop/children-named.ts';
import { playIntoMicrophone } from '../../desktop/play-into-microphone.ts';
import { pollUntil } from '../../desktop/poll-until.ts';
import { runProgram } from '../../desktop/run-program.ts';
import { openRig, type Rig } from '../../rig/dictation-rig.ts';
import { speak } from '../../standin/fsk-encode.ts';
import { startStandin } from '../../standin/standin.ts';
import { recorderWith, type Sound, startSound } from '../audio/sound.ts';

let stack: AsyncDisposableStack;
let sound: Sound;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  sound = stack.use(await startSound());
});
afterEach(() => stack.disposeAsync());

const pactl = async (...args: string[]): Promise<string> => {
  const { code, stdout } = await runProgram('pactl', args, { env: sound.env });
  expect(code).toBe(0);
  return stdout.trim();
};

/** A second microphone. @returns the module that takes it away again when it is unloaded */
async function plugIn(name: string): Promise<string> {
  await pactl('load-module', 'module-null-sink', `sink_name=${name}`, 'rate=48000', 'channels=2', 'norewinds=1');
  const label = `source_properties=device.description=${name}-label`;
  return await pactl('load-module', 'module-remap-source', `master=${name}.monitor`, `source_name=${name}mic`, label);
}

async function begin(device: string): Promise<{ rig: Rig; id: string; device: () => string | undefined }> {
  const names = new MicrophoneNames();
  names.remember(await listMicrophones({ env: sound.env, platform: 'linux' }));
  const recorder = recorderWith({ env: sound.env, choice: () => 'parecord', labelOf: names.labelOf });
  const standin = stack.use(await startStandin());
  const rig = stack.use(await openRig({ recorder, standin, settings: { device } }));
  rig.dictation.start('held');
  const { dictation } = await until(rig, (state) => state.dictation?.speakingSince !== undefined);
  return { rig, id: dictation?.takeId ?? '', device: () => rig.state.get().dictation?.device };
}

async function until(rig: Rig, holds: (state: AppState) => boolean): Promise<AppState> {
  const reached = Promise.withResolvers<AppState>();
  const look = (state: AppState): void => {
    if (holds(state)) reached.resolve(state);
  };
  const end = rig.state.subscribe(look);
  look(rig.state.get());
  try {
    return await reached.promise;
  } finally {
    end();
  }
}

async function say(text: string, sink: string, leadMs = 50): Promise<void> {
  const samples = speak(text, { leadMs, tailMs: 300 });
  const pcm = new Uint8Array(samples.buffer);
  await (await playIntoMicrophone({ pcm, sampleRateHz: 16_000 }, { env: sound.env, sink })).done;
}

describe('a microphone that is unplugged while somebody speaks', () => {
  it.each([
    ['ends its stream', []],
    ['has its stream moved by the server', ['module-rescue-streams']],
  ])('%s: the same take goes on with the default, and says so', async (_how, modules) => {
    for (const module of modules) await pactl('load-module', module);
    const headset = await plugIn('headset');
    const { rig, id, device } = await begin('headsetmic');
    await say('said into the headset', 'headset');
    expect(device()).toBe('headset-label');
    await pactl('unload-module', headset);
    const moved = await until(rig, (state) => state.dictation?.movedTo !== undefined);
    expect(moved).toMatchObject({ phase: 'recording', dictation: { takeId: id, device: 'TestMicrophone' } });
    expect(moved.dictation?.movedTo).toBe('TestMicrophone');
    await say('and into the other one', 'vmic');
    rig.dictation.stop();
    expect(await rig.end(id)).toMatchObject({
      state: 'done',
      text: 'said into the headset and into the other one',
      device: 'TestMicrophone',
    });
    expect(rig.store.counts().all).toBe(1);
  });

  it('was only the default: the take follows the system to the next one', async () => {
    await plugIn('headset');
    const { rig, id, device } = await begin('');
    await say('said to the default', 'vmic');
    expect(device()).toBe('TestMicrophone');
    const modules = await pactl('list', 'short', 'modules');
    const remap = /^(\d+)\tmodule-remap-source\t.*source_name=vmicsrc/m.exec(modules)?.[1] ?? '';
    await pactl('unload-module', remap);
    await until(rig, (state) => state.dictation?.movedTo !== undefined);
    await say('and to the next', device()?.startsWith('headset') ? 'headset' : 'vmic');
    rig.dictation.stop();
    expect(await rig.end(id)).toMatchObject({ state: 'done', text: 'said to the default and to the next' });
  });

  it('was unplugged before already: the take is made with the default, and says so', async () => {
    const { rig, id } = await begin('headsetmic');
    await until(rig, (state) => state.dictation?.movedTo === 'TestMicrophone');
    await say('heard all the same', 'vmic');
    rig.dictation.stop();
    expect(await rig.end(id)).toMatchObject({ state: 'done', text: 'heard all the same' });
  });
});

describe('a recorder that hangs', () => {
  it('raises the alarm, is given up and opened again, and the same take goes on', async () => {
    const { rig, id } = await begin('');
    await say('said before', 'vmic');
    const hanging = await childrenNamed('parecord');
    expect(hanging).toHaveLength(1);
    for (const pid of hanging) process.kill(pid, 'SIGSTOP');
    await until(rig, (state) => state.dictation?.alarm !== undefined);
    await pollUntil('another recorder', async () => {
      const now = await childrenNamed('parecord');
      return now.length === 1 && now[0] !== hanging[0];
    });
    await until(rig, (state) => state.dictation !== null && state.dictation.alarm === undefined);
    await say('and after', 'vmic', 500);
    rig.dictation.stop();
    expect(await rig.end(id)).toMatchObject({ state: 'done', text: 'said before and after' });
  });
});

describe('a sound server that is killed and comes back', () => {
  it('raises the alarm meanwhile, and the same take goes on', async () => {
    const { rig, id } = await begin('');
    await say('before the silence', 'vmic');
    sound.server.child.kill('SIGKILL');
    await until(rig, (state) => state.dictation?.alarm !== undefined);
    await sound.restart();
    await until(rig, (state) => state.dictation !== null && state.dictation.alarm === undefined);
    await say('and after it', 'vmic');
    rig.dictation.stop();
    expect(await rig.end(id)).toMatchObject({ state: 'done', text: 'before the silence and after it' });
    expect(rig.state.get().problems).toEqual([]);
  });

  it('does not come back: the key is let go, and what was said is sent', async () => {
    const { rig, id } = await begin('');
    await say('said in time', 'vmic');
    sound.server.child.kill('SIGKILL');
    await until(rig, (state) => state.dictation?.alarm !== undefined);
    rig.dictation.stop();
    expect(await rig.end(id)).toMatchObject({ state: 'done', text: 'said in time', insertion: 'pasted' });
  });
});
