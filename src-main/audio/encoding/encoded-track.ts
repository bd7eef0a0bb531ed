// A take's audio on its way to the service: frames are encoded once, as they come; segments are cut out of the encoded
// frames afterwards. Interface only.
import type { EncodedAudio } from '../shapes.ts';

export interface EncodedTrack {
  /** The next 20 ms; the array is the caller's again when this returns. */
  push(frame: Int16Array): void;
  /** No more frames follow: everything up to the last one can be cut from now on. */
  end(): void;
  /** How many frames from the start can be cut now. */
  readonly readyFrames: number;
  /**
   * The frames [from, to) as a file of their own.
   * @param cutShort samples that the last frame has too many (the end of the take lies inside a frame).
   */
  cut(from: number, to: number, cutShort?: number): EncodedAudio;
  /** Frames before this one are never asked for again. */
  forget(before: number): void;
  /** Frees the encoder. Idempotent. */
  close(): void;
}
