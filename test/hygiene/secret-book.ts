// The secrets that a test run knows of: whoever makes a token in a test notes it here, and everything that the run prints
// or leaves is searched for them. Shared by all processes of a run through a file that only its user can read; outside of
// such a run noting costs nothing. Must not know the product or where is searched.
import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Names the file of the run; the suite's set-up makes it. */
export const secretsVariable = 'SOTTO_TEST_SECRETS';

/** Shorter pieces would be found by chance. */
const shortest = 12;
const words = /[\w-]{12,}/g;

/** @returns the secret itself, so that it can be noted where it is made */
export function noteSecret(secret: string): string {
  const { [secretsVariable]: file } = process.env;
  const piece = pieceOf(secret);
  if (file && piece) appendFileSync(file, `${piece}\n`);
  return secret;
}

/** Notes every secret of a login's document, whatever else stands in it. */
export function noteLogin(document: object): void {
  for (const value of Object.values(document)) {
    if (typeof value === 'object' && value !== null) noteLogin(value);
  }
  const { OPENAI_API_KEY, personal_access_token, id_token, access_token, refresh_token } = document as Record<
    string,
    unknown
  >; // any object can be asked for names
  for (const secret of [OPENAI_API_KEY, personal_access_token, id_token, access_token, refresh_token])
    if (typeof secret === 'string') noteSecret(secret);
}

/** What is unmistakable of a secret: of a JWT its signature, since claims are no secrets by themselves. */
function pieceOf(secret: string): string | undefined {
  return secret
    .split('.')
    .at(-1)
    ?.match(words)
    ?.sort((a, b) => b.length - a.length)[0];
}

export class SecretBook {
  readonly #file: string;
  readonly #pieces = new Set<string>();
  #read = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** @returns a name for the first secret in `text` that isn't the secret; undefined: there is none */
  find(text: string): string | undefined {
    if (text.length < shortest) return undefined;
    this.#catchUp();
    for (const [word] of text.matchAll(words)) {
      if (this.#pieces.has(word)) return createHash('sha256').update(word).digest('hex').slice(0, 8);
    }
    return undefined;
  }

  /** Other processes of the run note secrets at any time. */
  #catchUp(): void {
    const file = openSync(this.#file, 'r');
    try {
      const bytes = Buffer.alloc(fstatSync(file).size - this.#read);
      readSync(file, bytes, 0, bytes.length, this.#read);
      const whole = bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
      this.#read += whole.length;
      for (const piece of whole.toString('latin1').split('\n')) if (piece) this.#pieces.add(piece);
    } finally {
      closeSync(file);
    }
  }
}
