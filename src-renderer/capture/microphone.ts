// One open microphone in the page: untouched by the browser's processing, brought to the asked rate by the audio context,
// handed on in blocks. Knows nothing of the app around the page.
import processorAddress from './pcm-processor.ts?worker&url';

export interface MicrophoneOptions {
  /** A device's id or label; '' = the system's default. */
  readonly device: string;
  readonly sampleRate: number;
  readonly onPcm: (pcm: ArrayBuffer) => void;
  /** The device is gone: unplugged, or taken away by the system. */
  readonly onGone: () => void;
}

export interface OpenMicrophone {
  readonly label: string;
  /** Hands on what has been heard until now, then closes everything. */
  close(): Promise<void>;
}

/** Without an output device: with one, its clock drives the recording, and a sleepy sink costs seconds. */
type SilentContextOptions = AudioContextOptions & { readonly sinkId: { readonly type: 'none' } };

const flushWithinMs = 300;

/** Rejects with what getUserMedia rejects with: NotAllowedError, NotFoundError, NotReadableError … */
export async function openMicrophone(options: MicrophoneOptions): Promise<OpenMicrophone> {
  const { sampleRate, onPcm, onGone } = options;
  const silent: SilentContextOptions = { sampleRate, latencyHint: 'interactive', sinkId: { type: 'none' } };
  const context = new AudioContext(silent);
  const [opened, loaded] = await Promise.allSettled([
    openStream(options.device),
    context.audioWorklet.addModule(processorAddress),
  ]);
  if (opened.status === 'rejected' || loaded.status === 'rejected') {
    if (opened.status === 'fulfilled') stopTracks(opened.value);
    await context.close();
    throw opened.status === 'rejected' ? opened.reason : (loaded as PromiseRejectedResult).reason; // one of them was
  }
  const stream = opened.value;
  const node = new AudioWorkletNode(context, 'pcm', {
    channelCount: 1,
    channelCountMode: 'explicit',
    channelInterpretation: 'speakers',
  });
  const flushed = Promise.withResolvers<void>();
  node.port.onmessage = ({ data }: MessageEvent<ArrayBuffer | 'flushed'>) => {
    if (data === 'flushed') flushed.resolve();
    else onPcm(data);
  };
  context.createMediaStreamSource(stream).connect(node).connect(context.destination); // unconnected nodes don't run
  const track = stream.getAudioTracks()[0];
  if (track) track.onended = onGone;
  await context.resume();
  return {
    label: track?.label ?? '',
    close: async () => {
      node.port.postMessage('flush');
      await Promise.race([flushed.promise, new Promise((resolve) => setTimeout(resolve, flushWithinMs))]);
      if (track) track.onended = null;
      stopTracks(stream);
      await context.close();
    },
  };
}

async function openStream(device: string): Promise<MediaStream> {
  const plain = {
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
    channelCount: { ideal: 1 },
  };
  if (device === '') return await navigator.mediaDevices.getUserMedia({ audio: plain });
  const inputs = await inputDevices();
  const found =
    inputs.find(({ deviceId }) => deviceId === device) ??
    inputs.find(({ label }) => label === device) ??
    inputs.find(({ label }) => label.startsWith(device) || label.includes(`(${device})`));
  if (found === undefined) throw new DOMException(`There is no microphone ${device}.`, 'NotFoundError');
  return await navigator.mediaDevices.getUserMedia({ audio: { ...plain, deviceId: { exact: found.deviceId } } });
}

export async function inputDevices(): Promise<MediaDeviceInfo[]> {
  return (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'audioinput');
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
