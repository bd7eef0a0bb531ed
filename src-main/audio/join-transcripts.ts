// Makes one text of the texts of a take's segments: right spacing and case at the seams; what an overlap made the service
// hear twice is said once. Pure. Never drops a word that was not heard twice.

export interface TranscriptPart {
  readonly text: string;
  /** Audio shared with the part before, in ms; 0 at ordinary seams. */
  readonly overlapMs: number;
}

export function joinTranscripts(parts: readonly TranscriptPart[]): string {
  const texts = parts.map((part) => ({ ...part, text: part.text.trim() }));
  const known = wordsOfNoName(texts.map((part) => part.text));
  // What stands far before a seam is put aside: looking at all of it for each of hundreds of parts takes seconds.
  const aside: string[] = [];
  let end = '';
  for (const { text, overlapMs } of texts) {
    if (text === '') continue;
    const seam = overlapMs > 0 ? withoutRepetition(end, text, overlapMs) : { before: end, after: text };
    end = seam.before === '' ? seam.after : seam.after === '' ? seam.before : atSeam(seam.before, seam.after, known);
    if (end.length <= 2 * seamCharacters) continue;
    const middle = end.length - seamCharacters;
    const at = /[\udc00-\udfff]/.test(end.charAt(middle)) ? middle - 1 : middle; // never inside a character
    aside.push(end.slice(0, at));
    end = end.slice(at);
  }
  return aside.join('') + end;
}

/** More than two seconds of the fastest speech, and than any closing quotes. */
const seamCharacters = 2000;

/** The two ranges hold what is of no script: punctuation, and the long vowel and the dot that both kana share. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\u3000-\u30ff\uff00-\uffef]/u;

function atSeam(before: string, after: string, known: ReadonlySet<string>): string {
  const last = [...before.slice(-2)].at(-1) ?? '';
  const first = String.fromCodePoint(after.codePointAt(0) ?? 32);
  const tight = (unspaced.test(last) && unspaced.test(first)) || /^[,.;:!?%)\]}\u2019\u201d\u2026]/u.test(first);
  return `${before}${tight ? '' : ' '}${cased(before, after, known)}`;
}

/** Each segment is transcribed as if a sentence began with it; at a seam inside a sentence that is taken back. */
function cased(before: string, after: string, known: ReadonlySet<string>): string {
  const word = /^[\p{L}\p{M}'\u2019-]+/u.exec(after)?.[0] ?? '';
  const [initial = '', ...rest] = [...word];
  const others = rest.join('');
  if (others !== others.toLowerCase()) return after; // iPhone, NATO
  if (/[.!?]["'\u201d\u2019)]*$/u.test(before) && !uppercaseOnlyInHeadings.test(initial)) {
    return initial.toUpperCase() + after.slice(initial.length);
  }
  const lower = word.toLowerCase();
  const midSentence = !/[:\u2026\n]["'\u201d\u2019)]*$/u.test(before);
  if (midSentence && initial !== initial.toLowerCase() && known.has(lower)) {
    return initial.toLowerCase() + after.slice(initial.length);
  }
  return after;
}

/** Georgian has capitals for whole words in headings; its sentences begin without one. */
const uppercaseOnlyInHeadings = /\p{Script=Georgian}/u;

/** Words that the take itself has in lower case somewhere, and the function words of its language. */
function wordsOfNoName(texts: readonly string[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const text of texts) {
    for (const word of text.match(/(?<=\s)\p{Ll}[\p{Ll}\p{M}'\u2019-]*/gu) ?? []) words.add(word);
  }
  const hits = functionWords.map((ofLanguage) => ofLanguage.filter((word) => words.has(word)).length);
  const most = Math.max(...hits);
  return new Set([...words, ...functionWords.filter((_, language) => hits[language] === most).flat()]);
}

/**
 * What sentences go on with, in the languages that are dictated most. In its language hardly a word of them is a name or
 * a German noun; in others some are ("Los Angeles", "Not").
 */
const functionWords: readonly (readonly string[])[] = [
  'and but or so because that which who when while where if then than as at by for from in into of on to with without the a an this these those it its he she they we you is are was were be been have has had do does did not also just like',
  'und aber oder denn weil dass der die das den dem des ein eine einen einem einer mit ohne von vom zu zum zur in im an am auf aus bei nach wenn als wie ist sind war waren hat haben wird werden nicht auch noch dann also er es wir',
  'et mais ou donc parce que qui quand le la les un une des du de avec sans pour dans sur il elle nous vous ils est sont \u00e9tait pas',
  'y pero o porque que quien cuando el los las una unos con sin para en por es son era no se',
  'e ma perch\u00e9 che chi quando il lo gli uno con senza per nel sono non',
  'maar omdat dat wie het een met zonder voor niet',
  'mas porque os as um uma com sem n\u00e3o',
].map((words) => words.split(' '));

interface Token {
  readonly start: number;
  readonly end: number;
  readonly word: string;
}

const wordsPerSecond = 6;
const unspacedPerSecond = 9;

/** Finds the run of words that both texts have around the cut; words beyond it on either side were cut in two. */
function withoutRepetition(before: string, after: string, overlapMs: number): { before: string; after: string } {
  const perSecond = unspaced.test(after) ? unspacedPerSecond : wordsPerSecond;
  const reach = Math.max(4, Math.ceil((overlapMs / 1000) * perSecond));
  const ends = tokens(before).slice(-reach);
  const begins = tokens(after).slice(0, reach);
  let best = { score: 0, end: 0, begin: 0 };
  for (let a = 0; a < ends.length; a++) {
    for (let b = 0; b < begins.length; b++) {
      let length = 0;
      while (a + length < ends.length && sameWord(ends[a + length], begins[b + length])) length += 1;
      if (length === 0) continue;
      const lost = ends.length - (a + length) + b;
      const characters = begins.slice(b, b + length).reduce((sum, { word }) => sum + word.length, 0);
      // Two short words side by side prove little, and less the more would have to be left out for them.
      const score = characters + length - lost * 2;
      if (lost <= Math.max(2, length) && characters >= 3 && score > best.score) {
        best = { score, end: a + length - 1, begin: b + length - 1 };
      }
    }
  }
  const kept = ends[best.end];
  const from = begins[best.begin];
  if (best.score === 0 || kept === undefined || from === undefined) return { before, after };
  // The run's last word as the second text has it: the first one may have ended the sentence there.
  return { before: before.slice(0, kept.start).trimEnd(), after: after.slice(from.start) };
}

function sameWord(a: Token | undefined, b: Token | undefined): boolean {
  return a !== undefined && b !== undefined && a.word === b.word;
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  const unspacedOrWord = new RegExp(`${unspaced.source}|(?:(?!${unspaced.source})\\S)+`, 'gu');
  for (const match of text.matchAll(unspacedOrWord)) {
    const word = match[0]
      .toLowerCase()
      .normalize('NFC')
      .replaceAll(/[^\p{L}\p{N}\p{M}]/gu, '');
    if (word !== '') found.push({ start: match.index, end: match.index + match[0].length, word });
  }
  return found;
}
