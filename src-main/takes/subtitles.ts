// A take as SubRip subtitles, where its segments were cut at pauses and so have times of their own. PURE.
import { AppError } from '../contract/app-error.ts';
import type { Take } from '../contract/take.ts';

/** Throws AppError invalid_request when no segment has text, or the text was edited since: its times are unknown then. */
export function subtitles(take: Take): string {
  const spoken = take.segments.filter((segment) => segment.state === 'done' && (segment.text ?? '').trim() !== '');
  if (spoken.length === 0) throw new AppError('invalid_request', 'This take was not cut into segments with times.');
  if (take.originalText !== undefined) {
    throw new AppError('invalid_request', 'The text of this take was edited; its segments don\u2019t fit it any more.');
  }
  return spoken
    .toSorted((a, b) => a.startMs - b.startMs)
    .map(
      ({ startMs, endMs, overlapMs, text }, index) =>
        // What two segments share was said in the first.
        `${index + 1}\n${time(startMs + overlapMs)} --> ${time(endMs)}\n${(text ?? '').trim().replace(/\r?\n\s*/g, '\n')}\n`,
    )
    .join('\n');
}

function time(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  const pad = (value: number, length = 2): string => String(Math.floor(value)).padStart(length, '0');
  return `${pad(whole / 3_600_000)}:${pad((whole / 60_000) % 60)}:${pad((whole / 1000) % 60)},${pad(whole % 1000, 3)}`;
}
