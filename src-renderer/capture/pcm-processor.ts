// Runs on the audio thread: 128 samples at a time come in, blocks of 20 ms of 16-bit PCM go out. Answers 'flush' with what
// it still has. Must not allocate more than the blocks it gives away.

/** The part of the audio worklet's global scope that is used here (Web Audio API, 1.32): TypeScript's library lacks it. */
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;
declare const sampleRate: number;

class PcmProcessor extends AudioWorkletProcessor {
  #block = new Int16Array(sampleRate / 50);
  #filled = 0;

  constructor() {
    super();
    this.port.onmessage = () => {
      if (this.#filled > 0) this.#send(this.#block.slice(0, this.#filled));
      this.#filled = 0;
      this.port.postMessage('flushed');
    };
  }

  /** Called by the browser. @returns true: keep it alive. */
  process(inputs: readonly (readonly Float32Array[])[]): boolean {
    const samples = inputs[0]?.[0];
    if (samples === undefined) return true; // nothing is connected at the moment
    for (const sample of samples) {
      this.#block[this.#filled++] = Math.max(-1, Math.min(1, sample)) * 32767;
      if (this.#filled === this.#block.length) {
        this.#send(this.#block);
        this.#block = new Int16Array(sampleRate / 50);
        this.#filled = 0;
      }
    }
    return true;
  }

  #send(block: Int16Array<ArrayBuffer>): void {
    this.port.postMessage(block.buffer, [block.buffer]);
  }
}

registerProcessor('pcm', PcmProcessor);
