// Makes the listener of each take: with the Opus encoder where it runs, with plain WAV where it doesn't.
import type { Log } from '../lib/log.ts';
import type { EncodedTrack } from './encoding/encoded-track.ts';
import { loadOpus } from './encoding/opus-encoder.ts';
import { OpusTrack } from './encoding/opus-track.ts';
import { WavTrack } from './encoding/wav-track.ts';
import { SpeechListener } from './listening/take-listener.ts';
import type { Listening, SampleRate, TakeListener } from './shapes.ts';

export interface CreateListeningOptions {
  readonly log: Log;
  /** 'wav' leaves the encoder alone: for a service that takes nothing else, and for measurements. */
  readonly encoding?: 'opus' | 'wav';
}

export function createListening(options: CreateListeningOptions): Listening & { warm(): void } {
  let usable = options.encoding !== 'wav';

  const track = (sampleRate: SampleRate): EncodedTrack => {
    if (usable) {
      try {
        return new OpusTrack(sampleRate);
      } catch (error) {
        usable = false;
        options.log.warn('no Opus encoder, sending WAV', {
          reason: error instanceof Error ? error.message : 'unknown',
        });
      }
    }
    return new WavTrack(sampleRate);
  };

  return {
    /** Loads the encoder before it is needed; some 10 ms. */
    warm: () => {
      try {
        if (usable) loadOpus();
      } catch {
        // Told when the first take needs it.
      }
    },
    listen: ({ sampleRate, segments }): TakeListener => {
      if (sampleRate !== 16000 && sampleRate !== 24000)
        throw new RangeError(`Takes have 16 or 24 kHz, not ${sampleRate}.`);
      return new SpeechListener({ sampleRate, segments, track: track(sampleRate) });
    },
  };
}
