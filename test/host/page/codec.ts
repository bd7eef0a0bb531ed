// Values as text, with what JSON lacks: the same function runs in the host and (as source text) in the page's preload world.
// Must stay self-contained: nothing outside of the function's body is there in the page. Structured clone, as Electron's IPC
// has it (electron.d.ts, ipcRenderer.invoke), for the kinds of values that an app sends.

export interface Codec {
  /** @throws "An object could not be cloned." for functions, symbols and promises */
  encode(value: unknown): string;
  decode(text: string): unknown;
}

export function makeCodec(): Codec {
  const toBase64 = (bytes: Uint8Array): string => {
    let text = '';
    for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    return btoa(text);
  };
  const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => {
    const decoded = atob(text);
    const bytes = new Uint8Array(decoded.length);
    for (let at = 0; at < decoded.length; at += 1) bytes[at] = decoded.charCodeAt(at);
    return bytes;
  };
  const views: Record<string, new (buffer: ArrayBuffer) => unknown> = {
    Uint8Array,
    Uint8ClampedArray,
    Int8Array,
    Uint16Array,
    Int16Array,
    Uint32Array,
    Int32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
    DataView,
  };
  const refuse = (): never => {
    throw new Error('An object could not be cloned.');
  };

  function pack(value: unknown): unknown {
    switch (typeof value) {
      case 'undefined':
        return { $: 'undefined' };
      case 'number':
        return Number.isFinite(value) && !Object.is(value, -0)
          ? value
          : { $: 'number', v: Object.is(value, -0) ? '-0' : `${value}` };
      case 'bigint':
        return { $: 'bigint', v: `${value}` };
      case 'function':
      case 'symbol':
        return refuse();
      case 'object':
        return value === null ? null : packObject(value);
      default:
        return value;
    }
  }

  function packObject(value: object): unknown {
    if (Array.isArray(value)) return value.map(pack);
    if (value instanceof Date) return { $: 'date', v: value.getTime() };
    if (value instanceof ArrayBuffer) return { $: 'buffer', v: toBase64(new Uint8Array(value)) };
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      const kind = value.constructor.name in views ? value.constructor.name : 'Uint8Array'; // Node's Buffer
      return { $: 'view', k: kind, v: toBase64(bytes) };
    }
    if (value instanceof Error) return { $: 'error', n: value.name, m: value.message, s: value.stack };
    if (value instanceof Map) return { $: 'map', v: [...value].map(pack) };
    if (value instanceof Set) return { $: 'set', v: [...value].map(pack) };
    if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet) return refuse();
    return { $: 'object', v: Object.entries(value).map(([key, member]) => [key, pack(member)]) };
  }

  function unpack(value: unknown): unknown {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(unpack);
    const tagged = value as { $: string; v: never; k: string; n: string; m: string; s: string }; // made by packObject
    switch (tagged.$) {
      case 'undefined':
        return undefined;
      case 'number':
        return Number(tagged.v);
      case 'bigint':
        return BigInt(tagged.v);
      case 'date':
        return new Date(tagged.v);
      case 'buffer':
        return fromBase64(tagged.v).buffer;
      case 'view': {
        const View = views[tagged.k];
        return View === undefined ? refuse() : new View(fromBase64(tagged.v).buffer);
      }
      case 'error':
        return Object.assign(new Error(tagged.m), { name: tagged.n, stack: tagged.s });
      case 'map':
        return new Map(unpack(tagged.v) as [unknown, unknown][]); // pairs, by packObject
      case 'set':
        return new Set(unpack(tagged.v) as unknown[]); // a list, by packObject
      default:
        return Object.fromEntries((tagged.v as [string, unknown][]).map(([key, member]) => [key, unpack(member)]));
    }
  }

  return { encode: (value) => JSON.stringify(pack(value)), decode: (text) => unpack(JSON.parse(text)) };
}
