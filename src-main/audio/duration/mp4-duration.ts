// Length of an MP4, M4A or MOV file: `mvhd` in `moov`, wherever in the file that lies; of fragmented files `mehd`, or
// the last fragment's time (ISO/IEC 14496-12, 8.2.2, 8.8.2, 8.8.12).
import type { ByteSource } from './byte-source.ts';

interface Box {
  readonly type: string;
  readonly at: number;
  readonly end: number;
}

const mostBoxes = 10_000;

export async function mp4DurationMs(source: ByteSource): Promise<number | null> {
  const boxes = await boxesIn(source, 0, source.size);
  const moov = boxes.find((box) => box.type === 'moov');
  if (moov === undefined) return null;
  const inner = await boxesIn(source, moov.at, moov.end);
  const movie = await timeBox(
    source,
    inner.find((box) => box.type === 'mvhd'),
  );
  if (movie === null || movie.scale === 0) return null;
  if (movie.duration > 0) return (movie.duration * 1000) / movie.scale;
  const mvex = inner.find((box) => box.type === 'mvex');
  const mehd = mvex && (await boxesIn(source, mvex.at, mvex.end)).find((box) => box.type === 'mehd');
  if (mehd === undefined) return null;
  const body = await source.read(mehd.at, 12);
  const whole = body[0] === 1 ? bigAt(body, 4) : body.length >= 8 ? body.readUInt32BE(4) : 0;
  return whole > 0 ? (whole * 1000) / movie.scale : null;
}

async function timeBox(source: ByteSource, box: Box | undefined): Promise<{ scale: number; duration: number } | null> {
  if (box === undefined) return null;
  const body = await source.read(box.at, 32);
  if (body[0] === 1) return body.length < 32 ? null : { scale: body.readUInt32BE(20), duration: bigAt(body, 24) };
  if (body.length < 20) return null;
  const duration = body.readUInt32BE(16);
  return { scale: body.readUInt32BE(12), duration: duration === 0xffffffff ? 0 : duration };
}

/** Boxes side by side in [from, to); a broken size ends the walk. */
async function boxesIn(source: ByteSource, from: number, to: number): Promise<Box[]> {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= to && boxes.length < mostBoxes; ) {
    const head = await source.read(at, 16);
    if (head.length < 8) break;
    const short = head.readUInt32BE(0);
    const headBytes = short === 1 ? 16 : 8;
    const size = short === 0 ? to - at : short === 1 ? bigAt(head, 8) : short;
    if (size < headBytes) break;
    boxes.push({ type: head.toString('latin1', 4, 8), at: at + headBytes, end: Math.min(to, at + size) });
    at += size;
  }
  return boxes;
}

function bigAt(bytes: Buffer, at: number): number {
  return at + 8 <= bytes.length ? Number(bytes.readBigUInt64BE(at)) : 0;
}
