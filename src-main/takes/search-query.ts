// From what a person types to what the search index understands, and from a text to the places that match. Every word
// must occur somewhere, in any order; "words in quotes" must occur together. Case and accents don't count. PURE.

export interface TextRange {
  /** UTF-16 units, end excluded. */
  readonly start: number;
  readonly end: number;
}

/** Shorter words hold no trigram; they are looked up by the trigrams that begin with them. */
const trigramLength = 3;
const mostTerms = 16;

/** Words and quoted phrases, folded, without doubles. */
export function searchTerms(query: string): readonly string[] {
  const found = new Set<string>();
  for (const [, phrase, word] of query.matchAll(/"([^"]*)"?|([^\s"]+)/g)) {
    const term = fold(phrase ?? word ?? '').text.trim();
    if (term !== '' && found.size < mostTerms) found.add(term);
  }
  return [...found];
}

export function isShort(term: string): boolean {
  return [...term].length < trigramLength;
}

/** A phrase of FTS5's query language. A quote is doubled; nothing else is special between quotes. */
export function ftsPhrase(term: string): string {
  return `"${term.replaceAll('"', '""')}"`;
}

/** What is indexed of a take: folded, and padded, so that its last letters begin a trigram too. */
export function indexedWords(parts: readonly (string | undefined)[]): string {
  const words = parts.filter((part) => part !== undefined && part !== '').join('\n');
  return words === '' ? '' : `${fold(words).text}\n\n`;
}

const mostRanges = 500;

/** Where the terms occur in the text, in order, overlapping places joined; at most 500. */
export function matchRanges(text: string, terms: readonly string[]): readonly TextRange[] {
  const folded = fold(text);
  const ranges: TextRange[] = [];
  for (const term of terms) {
    let at = folded.text.indexOf(term);
    for (let found = 0; at >= 0 && found < mostRanges; found += 1) {
      ranges.push({ start: folded.startOf(at), end: folded.endOf(at + term.length - 1) });
      at = folded.text.indexOf(term, at + term.length);
    }
  }
  ranges.sort((a, b) => a.start - b.start || a.end - b.end);
  const joined: TextRange[] = [];
  for (const range of ranges) {
    const last = joined.at(-1);
    if (last && range.start <= last.end) joined[joined.length - 1] = { ...last, end: Math.max(last.end, range.end) };
    else joined.push(range);
  }
  return joined.slice(0, mostRanges);
}

/** Whether every term occurs in what `indexedWords` made. */
export function matchesAll(words: string, terms: readonly string[]): boolean {
  return terms.every((term) => words.includes(term));
}

interface Folded {
  readonly text: string;
  /** Place in the original of the character that stands at `index` of the folded text, and where it ends. */
  startOf(index: number): number;
  endOf(index: number): number;
}

const plain = /^[\0-\x7f]*$/;

const accents = /[\u0300-\u036f]/g;

/**
 * Lower case without the accents of Latin, Greek and Cyrillic; other scripts' marks tell words apart and stay. Done here
 * and not by the index, whose own folding knows Latin only. Lengths may change, so places are mapped back.
 */
function fold(text: string): Folded {
  if (plain.test(text)) {
    return { text: text.toLowerCase(), startOf: (index) => index, endOf: (index) => index + 1 };
  }
  let folded = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const character of text) {
    const bare = foldCharacter(character);
    const end = at + character.length;
    if (bare === '' && ends.length > 0) ends[ends.length - 1] = end; // a combining accent belongs to its letter
    for (let unit = 0; unit < bare.length; unit += 1) {
      starts.push(at);
      ends.push(end);
    }
    folded += bare;
    at = end;
  }
  return { text: folded, startOf: (index) => starts[index] ?? at, endOf: (index) => ends[index] ?? at };
}

function foldCharacter(character: string): string {
  if (character <= '\x7f') return character.toLowerCase();
  return character.normalize('NFD').replace(accents, '').normalize('NFC').toLowerCase().replace(accents, '');
}
