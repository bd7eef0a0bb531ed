// The hidden capture page: opens the microphone when it is told to and sends its sound through the bridge, or tells which
// ones there are. Shows nothing, keeps nothing.
import { inputDevices, type OpenMicrophone, openMicrophone } from './microphone.ts';

export type CaptureOrder =
  | { readonly start: { readonly device: string; readonly sampleRate: number } }
  | { readonly stop: true }
  | { readonly list: true };

export type CaptureReport =
  /** Orders are heard from now on. */
  | { readonly kind: 'up' }
  | { readonly kind: 'ready'; readonly device: string }
  | { readonly kind: 'pcm'; readonly pcm: ArrayBuffer }
  /** `reason` is the name of a DOMException. */
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'ended' }
  | { readonly kind: 'microphones'; readonly microphones: readonly { id: string; label: string }[] };

/** The bridge as this page sees it; only here has it `capture`. */
interface CaptureBridge {
  on(name: 'capture', listener: (order: CaptureOrder) => void): () => void;
  capture(report: CaptureReport): void;
}

const bridge = window.sotto as unknown as CaptureBridge; // the preload gives this page more than the contract's bridge

let opening: Promise<OpenMicrophone | null> | null = null;
let over = false;

bridge.on('capture', (order) => {
  if ('start' in order) opening ??= start(order.start.device, order.start.sampleRate);
  else if ('list' in order) void list();
  else void stop();
});
bridge.capture({ kind: 'up' });

async function start(device: string, sampleRate: number): Promise<OpenMicrophone | null> {
  try {
    const microphone = await openMicrophone({
      device,
      sampleRate,
      onPcm: (pcm) => bridge.capture({ kind: 'pcm', pcm }),
      onGone: () => void stop(),
    });
    bridge.capture({ kind: 'ready', device: microphone.label });
    return microphone;
  } catch (error) {
    over = true;
    bridge.capture({ kind: 'failed', reason: error instanceof Error ? error.name : 'unknown' });
    return null;
  }
}

async function list(): Promise<void> {
  const found = await inputDevices().catch(() => []);
  bridge.capture({ kind: 'microphones', microphones: found.map(({ deviceId: id, label }) => ({ id, label })) });
}

async function stop(): Promise<void> {
  const microphone = await opening;
  if (over) return;
  over = true;
  await microphone?.close();
  bridge.capture({ kind: 'ended' });
}
