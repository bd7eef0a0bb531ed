// The last lines that a program wrote to stderr, bounded, without its progress display. Pure.

const keptCharacters = 4000;

export class StderrTail {
  readonly #onLine: (line: string) => void;
  readonly #decoder = new TextDecoder();
  #kept = '';
  #open = '';

  /** @param onLine every finished line, progress left out. */
  constructor(onLine: (line: string) => void = () => undefined) {
    this.#onLine = onLine;
  }

  push(chunk: Uint8Array): void {
    this.#open += this.#decoder.decode(chunk, { stream: true });
    const lines = this.#open.split('\n');
    // A progress display overwrites its line: only what stands after the last carriage return is still there.
    this.#open = (lines.pop() ?? '').slice(-keptCharacters);
    const ahead = this.#open.lastIndexOf('\r', this.#open.length - 2);
    if (ahead >= 0) this.#open = this.#open.slice(ahead + 1);
    for (const line of lines) {
      const shown = visible(line);
      if (shown === '') continue;
      this.#kept = `${this.#kept}${shown}\n`.slice(-keptCharacters);
      this.#onLine(shown);
    }
  }

  toString(): string {
    return `${this.#kept}${visible(this.#open)}`.trim();
  }
}

/** Without control sequences, and without a position display ("Time: 1.2 sec; Latency: 512 usec."). */
function visible(line: string): string {
  const last = line.split('\r').findLast((part) => part.trim() !== '') ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character
  const plain = last.replaceAll(/\u001b\[[0-9;]*[A-Za-z]/gu, '').trim();
  return /^Time: [\d.]+ sec; Latency:/u.test(plain) ? '' : plain;
}
