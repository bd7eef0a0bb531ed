// Joins the page's own world and the preload's isolated one. Runs in both (as source text, so it must stay self-contained).
// They talk by synchronous events whose `detail` Chromium copies from world to world: copies for data, and calls that cross
// over for functions and promises, as contextBridge has it (electron.d.ts, ContextBridge.exposeInMainWorld).
import type { PageGlobals } from './page-globals.ts';

export interface WorldLink {
  /** Calls a function of the other world by name or number; what it throws is thrown here. */
  call(target: string | number, args: readonly unknown[]): unknown;
  /** Offers a function to the other world. */
  offer(name: string, handler: (...args: never[]) => unknown): void;
}

export function worldLink(token: string, here: 'page' | 'preload'): WorldLink {
  const page = globalThis as unknown as PageGlobals; // runs in a page only
  const there = here === 'page' ? 'preload' : 'page';
  type AnyFunction = (...args: unknown[]) => unknown;
  interface Settler {
    resolve(value: unknown): void;
    reject(reason: unknown): void;
  }
  interface Call {
    readonly target: string | number;
    readonly args: unknown[];
    readonly answer: string;
  }
  interface Answer {
    readonly ok: boolean;
    readonly value: unknown;
    readonly name: string;
    readonly message: string;
  }
  const named = new Map<string, AnyFunction>();
  const numbered = new Map<number, AnyFunction>();
  const numbers = new WeakMap<AnyFunction, number>();
  const promised = new Map<number, Settler>();
  let next = 1;

  const isPlain = (value: object): boolean => {
    const prototype: unknown = Object.getPrototypeOf(value);
    return Array.isArray(value) || prototype === null || prototype === Object.prototype;
  };
  const mapMembers = (value: object, change: (member: unknown) => unknown): unknown =>
    Array.isArray(value)
      ? value.map(change)
      : Object.fromEntries(Object.entries(value).map(([key, member]) => [key, change(member)]));

  const wrap = (value: unknown): unknown => {
    if (typeof value === 'function') {
      const callable = value as AnyFunction; // nothing more is known of a function
      const number = numbers.get(callable) ?? next++;
      numbers.set(callable, number);
      numbered.set(number, callable);
      return { $function: number };
    }
    if (value === null || typeof value !== 'object') return value;
    if (value instanceof Promise) {
      const number = next++;
      value.then(
        (result: unknown) => call('settle', [number, true, result]),
        (reason: unknown) => call('settle', [number, false, reason]),
      );
      return { $promise: number };
    }
    return isPlain(value) ? mapMembers(value, wrap) : value;
  };

  const unwrap = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object' || !isPlain(value)) return value;
    const mark = value as { $function?: number; $promise?: number }; // both absent on ordinary data
    const { $function, $promise } = mark;
    if ($function !== undefined) return (...args: unknown[]) => call($function, args);
    if ($promise !== undefined) return new Promise((resolve, reject) => promised.set($promise, { resolve, reject }));
    return mapMembers(value, unwrap);
  };

  function call(target: string | number, args: readonly unknown[]): unknown {
    const answer = `${token}:${here}:${next++}`;
    let received: Answer | undefined;
    const listen = ({ detail }: { readonly detail: Answer }) => {
      received = detail;
    };
    page.addEventListener(answer, listen, { once: true });
    page.dispatchEvent(new page.CustomEvent(`${token}:${there}`, { detail: { target, args: wrap(args), answer } }));
    page.removeEventListener(answer, listen);
    if (received === undefined) throw new Error('the other side of the context bridge is gone');
    if (received.ok) return unwrap(received.value);
    throw Object.assign(new Error(received.message), { name: received.name });
  }

  page.addEventListener(`${token}:${here}`, ({ detail }: { readonly detail: Call }) => {
    let answer: Partial<Answer>;
    try {
      const target = typeof detail.target === 'string' ? named.get(detail.target) : numbered.get(detail.target);
      if (target === undefined) throw new Error(`the context bridge has no ${detail.target}`);
      answer = { ok: true, value: wrap(target(...detail.args.map(unwrap))) };
    } catch (error) {
      const { name = 'Error', message = String(error) } = error instanceof Error ? error : {};
      answer = { ok: false, name, message };
    }
    page.dispatchEvent(new page.CustomEvent(detail.answer, { detail: answer }));
  });

  const offer: WorldLink['offer'] = (name, handler) => {
    named.set(name, handler as AnyFunction); // called with what the other side sent
  };
  offer('settle', (number: number, ok: boolean, value: unknown) => {
    const settler = promised.get(number);
    promised.delete(number);
    if (ok) settler?.resolve(value);
    else settler?.reject(value);
  });
  return { call, offer };
}
