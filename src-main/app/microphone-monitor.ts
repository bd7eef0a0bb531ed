// The microphone as meter: opened for the settings page and the onboarding, and for a second by the Doctor. Nothing is
// kept, nothing is sent.

import type { Listening, Recorder, Recording } from '../dictation/ports.ts';
import type { MicrophoneSample } from './doctor.ts';

export interface MonitorPorts {
  readonly recorder: Recorder;
  /** Lets go of a microphone that is kept open: some can be opened only once. */
  readonly release: () => Promise<void>;
  readonly listening: Listening;
  readonly sampleRate: () => 16000 | 24000;
  readonly device: () => string;
  readonly onLevel: (bar: number) => void;
  readonly now: () => number;
}

/** Forgotten meters (a page that crashed) close by themselves. */
const longestMs = 10 * 60_000;

export class MicrophoneMonitor implements AsyncDisposable {
  readonly #ports: MonitorPorts;
  #recording: Recording | null = null;
  #limit: NodeJS.Timeout | undefined;
  #turn = 0;

  constructor(ports: MonitorPorts) {
    this.#ports = ports;
  }

  async start(device = this.#ports.device()): Promise<void> {
    const stopped = this.stop();
    const turn = this.#turn; // before anything is waited for: whoever comes meanwhile takes the next
    await stopped;
    await this.#ports.release();
    if (turn !== this.#turn) return; // stopped, or started anew, meanwhile
    const recording = this.#ports.recorder.open({ device, sampleRate: this.#ports.sampleRate() });
    this.#recording = recording;
    this.#limit = setTimeout(() => void this.stop(), longestMs);
    void this.#pump(recording);
    await recording.firstSample;
  }

  async stop(): Promise<void> {
    this.#turn += 1;
    clearTimeout(this.#limit);
    const recording = this.#recording;
    this.#recording = null;
    await recording?.[Symbol.asyncDispose]();
  }

  /** About a second of the microphone, judged. Throws AppError. */
  async sample(signal: AbortSignal): Promise<MicrophoneSample> {
    await this.#ports.release();
    const startedAt = this.#ports.now();
    await using recording = this.#ports.recorder.open({
      device: this.#ports.device(),
      sampleRate: this.#ports.sampleRate(),
    });
    signal.addEventListener('abort', () => recording.stop(), { once: true });
    const firstAt = await recording.firstSample;
    let peak = 0;
    let ms = 0;
    for await (const block of recording.blocks) {
      for (let at = 0; at + 1 < block.length; at += 2) peak = Math.max(peak, Math.abs(block.readInt16LE(at)));
      ms += block.length / 2 / (this.#ports.sampleRate() / 1000);
      if (ms >= 1000) recording.stop();
    }
    const end = await recording.ended;
    if (end.kind === 'died' && ms < 200) throw end.error;
    return {
      recorder: recording.recorder,
      device: recording.device,
      firstSampleMs: firstAt - startedAt,
      peakDbfs: peak === 0 ? -96 : 20 * Math.log10(peak / 32768),
      digitalSilence: peak === 0,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #pump(recording: Recording): Promise<void> {
    const listener = this.#ports.listening.listen({ sampleRate: this.#ports.sampleRate(), segments: false });
    listener.onLevel = this.#ports.onLevel;
    try {
      for await (const block of recording.blocks) listener.push(block);
    } finally {
      listener.abandon(); // its levels were wanted, nothing else
    }
  }
}
