// Speaks into the virtual microphone: a sound file, or samples, played to the sink whose monitor is the default source.
import { readFile } from 'node:fs/promises';
import { startProcess } from './owned-process.ts';
import { microphoneSink } from './sound-server.ts';

export interface Samples {
  /** 16-bit signed little endian, one channel. */
  readonly pcm: Uint8Array;
  readonly sampleRateHz: number;
}

export interface Playback {
  /** The server has begun to take the sound; a few ms later it is in the microphone. */
  readonly started: Promise<void>;
  /** Everything was heard. Rejects when the player failed; resolves after an abort as well. */
  readonly done: Promise<void>;
}

export interface PlaybackOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /**
   * How much the server holds in advance. Large, so that a player which isn't scheduled in time on a busy machine leaves
   * no gap in what is "said"; the beginning isn't late for it, since all samples are there at once.
   */
  readonly latencyMs?: number;
  /** Another sink than that of the default microphone. */
  readonly sink?: string;
}

/**
 * Plays `sound` (path of a RIFF WAV file, or samples) and returns at once.
 * Keep it at -6 dB or less: sox reports clipping above.
 */
export async function playIntoMicrophone(sound: string | Samples, options: PlaybackOptions): Promise<Playback> {
  const { env, signal, latencyMs = 1000, sink = microphoneSink } = options;
  const common = ['--playback', '--verbose', `--device=${sink}`, `--latency-msec=${latencyMs}`];
  const format =
    typeof sound === 'string'
      ? ['--file-format', sound]
      : ['--raw', `--rate=${sound.sampleRateHz}`, '--channels=1', '--format=s16le'];
  const player = await startProcess('pacat', [...common, ...format], { env, stdio: ['pipe', 'ignore', 'pipe'] });
  const { child } = player;
  const abort = () => void player.stop();
  signal?.addEventListener('abort', abort, { once: true });

  let said = '';
  const started = new Promise<void>((resolve) => {
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      said = (said + chunk).slice(-4_000);
      if (said.includes('Stream started.')) resolve();
    });
    child.once('exit', () => resolve());
  });
  const done = new Promise<void>((resolve, reject) => {
    child.once('close', (code) => {
      signal?.removeEventListener('abort', abort);
      if (code === 0 || signal?.aborted) resolve();
      else reject(new Error(`pacat ended with ${code}: ${said.trim()}`));
    });
  });
  child.stdin?.on('error', () => {}); // An early end of the player is told by its exit code.
  child.stdin?.end(typeof sound === 'string' ? undefined : sound.pcm);
  return { started, done };
}

/** Reads a 16-bit mono WAV file into samples, for tests that cut or mix before they speak. */
export async function readMonoWav(path: string): Promise<Samples> {
  const file = await readFile(path);
  if (file.toString('latin1', 0, 4) !== 'RIFF') throw new Error(`${path} is no WAV file`);
  let sampleRateHz = 0;
  for (let at = 12; at + 8 <= file.length; at += 8 + file.readUInt32LE(at + 4) + (file.readUInt32LE(at + 4) % 2)) {
    const id = file.toString('latin1', at, at + 4);
    if (id === 'fmt ') {
      if (file.readUInt16LE(at + 10) !== 1 || file.readUInt16LE(at + 22) !== 16)
        throw new Error(`${path} is not 16-bit mono`);
      sampleRateHz = file.readUInt32LE(at + 12);
    }
    if (id === 'data') return { pcm: file.subarray(at + 8, at + 8 + file.readUInt32LE(at + 4)), sampleRateHz };
  }
  throw new Error(`${path} has no samples`);
}
