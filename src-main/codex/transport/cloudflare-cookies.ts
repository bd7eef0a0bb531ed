// The only cookies that are kept: Cloudflare's, in memory, for one host. They let a request through a challenge that
// was passed before; account cookies are never kept, so that a request is never anybody but its bearer.
// Names from openai/codex `http-client/src/chatgpt_cloudflare_cookies.rs`.

const names = new Set([
  '__cf_bm',
  '__cflb',
  '__cfruid',
  '__cfseq',
  '__cfwaitingroom',
  '_cfuvid',
  'cf_clearance',
  'cf_ob_info',
  'cf_use_ob',
]);
const longestValue = 4096;
const mostCookies = 32;

interface Kept {
  readonly value: string;
  readonly untilMs: number;
}

export class CloudflareCookies {
  readonly #kept = new Map<string, Kept>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Keeps what may be kept. @returns true when something new was kept. */
  take(setCookies: readonly string[]): boolean {
    let news = false;
    for (const line of setCookies) {
      const [pair = '', ...attributes] = line.split(';');
      const at = pair.indexOf('=');
      const name = pair.slice(0, at).trim();
      const value = pair.slice(at + 1).trim();
      if (at < 1 || !(names.has(name) || name.startsWith('cf_chl_'))) continue;
      if (value.length > longestValue || !/^[\x21-\x7e]*$/.test(value)) continue;
      const untilMs = expiry(attributes, this.#now());
      if (untilMs <= this.#now()) this.#kept.delete(name);
      else if (this.#kept.has(name) || this.#kept.size < mostCookies) {
        news ||= this.#kept.get(name)?.value !== value;
        this.#kept.set(name, { value, untilMs });
      }
    }
    return news;
  }

  /** Value of the Cookie header, or undefined when there is nothing to send. */
  header(): string | undefined {
    for (const [name, cookie] of this.#kept) if (cookie.untilMs <= this.#now()) this.#kept.delete(name);
    if (this.#kept.size === 0) return undefined;
    return [...this.#kept].map(([name, { value }]) => `${name}=${value}`).join('; ');
  }
}

function expiry(attributes: readonly string[], nowMs: number): number {
  let untilMs = Number.POSITIVE_INFINITY; // As long as the process lives.
  for (const attribute of attributes) {
    const [key = '', value = ''] = attribute.trim().split('=');
    // Max-Age wins over Expires wherever it stands (RFC 6265, 5.3).
    if (key.toLowerCase() === 'max-age' && /^-?\d+$/.test(value)) return nowMs + Number(value) * 1000;
    if (key.toLowerCase() === 'expires' && !Number.isNaN(Date.parse(value))) untilMs = Date.parse(value);
  }
  return untilMs;
}
