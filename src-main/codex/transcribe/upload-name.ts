// The file name that goes up: the caller's, made safe, with the extension that belongs to the bytes. The service
// refuses good audio under a wrong extension. Pure.
import type { ContainerFacts } from './container-facts.ts';

const longestStem = 80;

/** @param given a name or a path in either notation; only its last part counts */
export function uploadName(given: string | undefined, facts: ContainerFacts, fallbackStem = 'audio'): string {
  const base = (given ?? '').split(/[\\/]/).pop() ?? '';
  const { stem, extension } = splitName(cleaned(base));
  if (stem !== '' && facts.extensions.includes(extension)) return `${shortened(stem)}.${extension}`;
  // `voice.aac` that is MP3 becomes `voice.mp3`; `1.2` has no extension to lose.
  const kept = audioExtensions.has(extension) || extension === '' ? stem : cleaned(base);
  return `${shortened(kept) || fallbackStem}.${facts.extensions[0]}`;
}

/** The extension of a name in lower case, without its dot; empty when there is none. */
export function extensionOf(name: string | undefined): string {
  return splitName((name ?? '').split(/[\\/]/).pop() ?? '').extension;
}

const audioExtensions = new Set(
  (
    'wav wave mp3 mpga mpeg mpg m4a m4b m4r m4v mp4 aac adts flac ogg oga opus webm weba aif aiff aifc caf amr awb 3gp ' +
    'silk slk pcm raw wma asf mkv mka mov qt avi flv au snd ts bin dat tmp blob'
  ).split(' '),
);

function splitName(name: string): { stem: string; extension: string } {
  const at = name.lastIndexOf('.');
  if (at < 0) return { stem: name, extension: '' };
  return { stem: name.slice(0, at), extension: name.slice(at + 1).toLowerCase() };
}

/** No control characters, no quotes, no dots or blanks at the ends. */
function cleaned(name: string): string {
  return name
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}"<>:|?*;]/gu, '')
    .replace(/^[\s.]+|[\s.]+$/g, '');
}

function shortened(stem: string): string {
  return [...stem].slice(0, longestStem).join('').trim();
}
