// What a start of the desktop program is for: the app itself, a command for the app that runs already, or a command that
// needs no desktop. PURE.
import { parseArguments } from './parse-arguments.ts';

export type Launch =
  | { readonly kind: 'app'; readonly hidden: boolean; readonly command: 'show'; readonly input: object }
  | { readonly kind: 'control'; readonly command: string; readonly input: object }
  | { readonly kind: 'headless'; readonly command: string; readonly input: object };

const controls = new Set(['start', 'stop', 'toggle', 'cancel', 'paste-last', 'show']);

/** @param words arguments after the program (and the app's folder). Chromium's own switches are ignored. */
export function classify(words: readonly string[]): Launch {
  const own = ownWords(words);
  if (own.every((word) => word === '--hidden'))
    return { kind: 'app', hidden: own.length > 0, command: 'show', input: {} };
  try {
    const { command, positionals, options } = parseArguments(own);
    if (options.help || options.version) return { kind: 'headless', command: command ?? '', input: {} };
    if (command === null) return { kind: 'app', hidden: false, command: 'show', input: {} };
    if (controls.has(command))
      return { kind: 'control', command, input: positionals[0] ? { place: positionals[0] } : {} };
    return { kind: 'headless', command, input: {} };
  } catch {
    return { kind: 'headless', command: '', input: {} }; // the command line says what is wrong with it
  }
}

/** Without the switches that Chromium reads itself: Electron leaves them in the arguments. */
export function ownWords(words: readonly string[]): string[] {
  return words.filter(
    (word) =>
      !/^--(?:no-sandbox$|user-data-dir(?:=|$)|lang=|js-flags(?:=|$)|disable-|enable-|ozone-|force-|inspect|remote-)/.test(
        word,
      ),
  );
}
