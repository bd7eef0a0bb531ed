// A picture of a take: so many bars, each 0..1, from its samples. Long takes are looked at in places, not read whole.
// PURE but for the reader that is handed in.

/** Bars are decibels below full scale, drawn from here up: quiet speech must still be seen. */
const floorDb = -54;
/** Samples looked at for one bar. */
const mostSamplesPerBar = 4096;

export async function waveformBars(
  bars: number,
  dataBytes: number,
  read: (start: number, end: number) => Promise<Buffer>,
): Promise<readonly number[]> {
  const samples = Math.floor(dataBytes / 2);
  if (samples === 0) return Array.from({ length: bars }, () => 0);
  const picture: number[] = [];
  for (let bar = 0; bar < bars; bar += 1) {
    const first = Math.floor((bar * samples) / bars);
    const next = Math.max(first + 1, Math.floor(((bar + 1) * samples) / bars));
    const last = Math.min(next, first + mostSamplesPerBar);
    picture.push(barHeight(peak(await read(first * 2, last * 2))));
  }
  return picture;
}

function peak(pcm: Buffer): number {
  let highest = 0;
  for (let at = 0; at + 1 < pcm.byteLength; at += 2) highest = Math.max(highest, Math.abs(pcm.readInt16LE(at)));
  return highest / 32768;
}

function barHeight(amplitude: number): number {
  if (amplitude <= 0) return 0;
  const height = 1 - (20 * Math.log10(amplitude)) / floorDb;
  return Math.round(Math.max(0, Math.min(1, height)) * 1000) / 1000;
}
