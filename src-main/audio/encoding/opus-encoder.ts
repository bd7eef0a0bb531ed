// One Opus encoder (libopus in WebAssembly, through opusscript): 20 ms frames in, packets out. Knows no files.
import { createRequire } from 'node:module';
import { samplesPerFrame } from '../frames.ts';
import { bytesOf } from '../pcm.ts';

type OpusScriptClass = typeof import('opusscript');

/** Delay of the encoder in samples at 48 kHz: 4 ms of delay compensation and 2.5 ms of look-ahead (libopus, voip). */
export const encoderDelay48k = 312;

const bitsPerSecond = 24_000;
/** Measured: 1.5 % of a core at 16 kHz, 1.6 % at 24 kHz (10 would cost the same, 5 half); tones and speech come through. */
const complexity = 8;
const setComplexity = 4010;

let loaded: OpusScriptClass | null = null;

/** Loads the WebAssembly once, in some 10 ms. Throws when that can't be done on this machine. */
export function loadOpus(): void {
  // Required when first needed, not imported: an app that records nothing doesn't carry it, and a failure is caught.
  loaded ??= createRequire(import.meta.url)('opusscript') as OpusScriptClass; // its own types describe it
}

export class OpusEncoder {
  readonly #encoder: InstanceType<OpusScriptClass>;
  readonly #frameSamples: number;
  #open = true;

  /** Throws when the encoder can't be loaded. */
  constructor(sampleRate: 16000 | 24000) {
    loadOpus();
    if (loaded === null) throw new Error('unreachable: loadOpus either loads or throws');
    this.#encoder = new loaded(sampleRate, 1, loaded.Application.VOIP);
    this.#encoder.setBitrate(bitsPerSecond);
    this.#encoder.encoderCTL(setComplexity, complexity);
    this.#frameSamples = samplesPerFrame(sampleRate);
    claimInput(this.#encoder);
  }

  /** @param frame exactly 20 ms. */
  encode(frame: Int16Array): Uint8Array {
    return this.#encoder.encode(bytesOf(frame), this.#frameSamples);
  }

  /** Frees the encoder's memory, which no garbage collector sees. Idempotent. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#encoder.delete();
  }
}

/**
 * opusscript 0.1.1 takes the address of its input buffer for an index and so writes at twice the address, into memory
 * that it doesn't own; from some 75 encoders on that lies outside its memory and encoding throws. The buffer that it did
 * allocate is put in its place; each byte takes two bytes there, so it holds 2880 of the at most 960 that are needed.
 */
function claimInput(encoder: object): void {
  const inner = encoder as { inPCM?: unknown; inPCMPointer?: unknown; inPCMLength?: unknown }; // not in its types; checked here
  const { inPCM, inPCMPointer, inPCMLength } = inner;
  if (!(inPCM instanceof Uint16Array) || typeof inPCMPointer !== 'number' || typeof inPCMLength !== 'number') {
    throw new Error('This is not the opusscript that was looked at.');
  }
  inner.inPCM = new Uint16Array(inPCM.buffer, inPCMPointer, inPCMLength / 2);
}
