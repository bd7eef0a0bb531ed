// PulseAudio with a microphone that tests speak into: what is played to the sink `vmic` is heard by every recorder.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OwnedProcess, startProcess } from './owned-process.ts';
import { pollUntil } from './poll-until.ts';
import { runProgram } from './run-program.ts';

/** Play here … */
export const microphoneSink = 'vmic';
/** … and it comes out of this source, the default one. */
export const microphoneSource = 'vmicsrc';

/** The variables that point every client at the private server in `dir`. */
export function soundVariables(dir: string): Record<string, string> {
  return {
    PULSE_SERVER: `unix:${join(dir, 'pulse.sock')}`,
    PULSE_COOKIE: join(dir, 'pulse-cookie'),
    PULSE_STATE_PATH: join(dir, 'pulse-state'),
    PULSE_RUNTIME_PATH: join(dir, 'pulse-run'),
  };
}

export async function startSoundServer(dir: string, env: NodeJS.ProcessEnv, logFile: string): Promise<OwnedProcess> {
  const script = join(dir, 'pulse.pa');
  await writeFile(
    script,
    [
      '.fail',
      `load-module module-native-protocol-unix socket=${join(dir, 'pulse.sock')} auth-anonymous=1`,
      // Without norewinds the null sink works in blocks of seconds and recordings lose their beginning.
      `load-module module-null-sink sink_name=${microphoneSink} rate=48000 channels=2 norewinds=1`,
      `load-module module-remap-source master=${microphoneSink}.monitor source_name=${microphoneSource} source_properties=device.description=TestMicrophone`,
      `set-default-sink ${microphoneSink}`,
      `set-default-source ${microphoneSource}`,
      '',
    ].join('\n'),
  );
  const args = ['-n', '-F', script, '--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1'];
  const calm = ['--disable-shm=no', '--realtime=no', '--high-priority=no', `--log-target=file:${logFile}`];
  const server = await startProcess('pulseaudio', [...args, ...calm], { env });
  await pollUntil('the sound server', async () => (await runProgram('pactl', ['info'], { env })).code === 0);
  return server;
}
