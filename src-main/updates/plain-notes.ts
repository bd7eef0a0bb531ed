// Release notes as plain text: feeds hand over Markdown, or HTML where a release page was rendered. PURE. What comes out is
// shown as text and never as markup, so that this is about reading, not about safety.
const longest = 8000;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** @param notes as the feed has them: text, a list of {version, note}, or nothing */
export function plainNotes(notes: unknown): string {
  const text = typeof notes === 'string' ? notes : Array.isArray(notes) ? notes.map(noteOf).join('\n\n') : '';
  const plain = /<\/?(?:p|ul|ol|li|h[1-6]|br|strong|a|code)\b/i.test(text) ? withoutTags(text) : text;
  const tidy = plain
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be removed
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return tidy.length > longest ? `${tidy.slice(0, longest).toWellFormed()}\u2026` : tidy;
}

function noteOf(entry: unknown): string {
  if (typeof entry !== 'object' || entry === null) return '';
  const { version, note } = entry as { version?: unknown; note?: unknown }; // a feed's: checked next
  return [version, note].filter((part) => typeof part === 'string').join('\n');
}

function withoutTags(html: string): string {
  return html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/<li\b[^>]*>/gi, '\n\u2022 ')
    .replace(/<br\s*\/?>/gi, '\n')
    .replace(/<\/(?:p|h[1-6]|ul|ol|pre|blockquote)>|<(?:p|h[1-6])\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,6}));/gi, (whole, decimal, hex, name) => {
      if (name !== undefined) return entities[String(name).toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '';
    });
}
