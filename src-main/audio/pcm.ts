// Measures and changes of 16-bit mono samples. Pure; knows no files and no devices.

export const fullScale = 32768;
/** Shown for samples that are all zero. */
export const silenceDbfs = -120;

/** A view of PCM bytes as samples; copied only when the bytes don't lie on an even address. Little-endian machines. */
export function samplesOf(pcm: Uint8Array): Int16Array {
  const length = pcm.byteLength >> 1;
  if (pcm.byteOffset % 2 === 0) return new Int16Array(pcm.buffer, pcm.byteOffset, length);
  return new Int16Array(pcm.slice(0, length * 2).buffer);
}

/** The bytes of samples, without a copy. */
export function bytesOf(samples: Int16Array): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** RMS of the samples against full scale, in dB; `silenceDbfs` at the lowest. */
export function levelDbfs(samples: Int16Array): number {
  if (samples.length === 0) return silenceDbfs;
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  return powerToDbfs(energy / samples.length);
}

/** @param power mean of squared samples on the 16-bit scale. */
export function powerToDbfs(power: number): number {
  return power <= 0 ? silenceDbfs : Math.max(silenceDbfs, 10 * Math.log10(power / (fullScale * fullScale)));
}

/** Largest magnitude, 0..32768. */
export function peakOf(samples: Int16Array): number {
  let peak = 0;
  for (const sample of samples) {
    const magnitude = sample < 0 ? -sample : sample;
    if (magnitude > peak) peak = magnitude;
  }
  return peak;
}

const barFloorDbfs = -55;
const barTopDbfs = -12;

/** How high a level is drawn, 0..1: an ordinary voice moves in the upper half, a quiet room stays at the bottom. */
export function barHeight(dbfs: number): number {
  return Math.min(1, Math.max(0, (dbfs - barFloorDbfs) / (barTopDbfs - barFloorDbfs)));
}

/** Samples times a factor, clipped at full scale. */
export function amplified(samples: Int16Array, factor: number): Int16Array {
  const louder = new Int16Array(samples.length);
  for (let index = 0; index < samples.length; index++) {
    const value = Math.round((samples[index] ?? 0) * factor);
    louder[index] = value > 32767 ? 32767 : value < -32768 ? -32768 : value;
  }
  return louder;
}

export function msOf(sampleCount: number, sampleRate: number): number {
  return (sampleCount * 1000) / sampleRate;
}
