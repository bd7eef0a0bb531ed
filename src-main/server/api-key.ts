// The key that clients send: how it is made, read from a request and compared. Never from the query: that ends in logs.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** `sotto_` and 256 random bits; the prefix lets scanners of leaked secrets know it. */
export function makeKey(): string {
  return `sotto_${randomBytes(32).toString('base64url')}`;
}

export class KeyCheck {
  #digest: Buffer;

  constructor(key: string) {
    this.#digest = digestOf(Buffer.from(key, 'utf8'));
  }

  replace(key: string): void {
    this.#digest = digestOf(Buffer.from(key, 'utf8'));
  }

  /** Digests are compared, so that neither length nor encoding shows in the time or throws. */
  accepts(headers: IncomingHttpHeaders): boolean {
    // Both are looked at where both were sent: which of the two was right shows nowhere.
    const bearer = this.#matches(bearerOf(headers.authorization));
    const header = this.#matches(typeof headers['x-api-key'] === 'string' ? headers['x-api-key'].trim() : undefined);
    return bearer || header;
  }

  #matches(given: string | undefined): boolean {
    if (given === undefined || given === '') return false; // whoever sent nothing knows that
    // Header values arrive byte for byte as latin1; a key with other characters was sent as UTF-8.
    return timingSafeEqual(digestOf(Buffer.from(given, 'latin1')), this.#digest);
  }
}

function bearerOf(authorization: string | undefined): string | undefined {
  return /^bearer[ \t]+(.+)$/i.exec(authorization ?? '')?.[1]?.trim();
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
