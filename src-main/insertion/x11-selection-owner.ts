// Owns X selections and answers whoever asks for them (ICCCM 2.2-2.7, INCR for what is big). Since the questions come
// here, it is known which program read what, and when. Knows nothing of what the content means.
import type { XEvent } from 'x11';
import type { X11Connection } from '../lib/x11-connection.ts';
import { nextEvent, type SelectionFormat } from './x11-selection-reader.ts';

/** One request of a property's content; the X server's limit is 256 KiB for a request. */
const pieceBytes = 128 * 1024;
const pieceWaitMs = 5_000;
const propertyChangeMask = 0x0040_0000;
const propertyDeleted = 1;

export interface SelectionRead {
  readonly selection: string;
  readonly target: string;
  /** False for questions about the list of formats and the time. */
  readonly content: boolean;
  /** The asking program's connection: the same for all its windows. */
  readonly client: number;
}

export class X11SelectionOwner {
  readonly #x: X11Connection;
  readonly #window: number;
  readonly #owned = new Map<string, { readonly formats: readonly SelectionFormat[]; readonly time: number }>();
  readonly #readers = new Set<(read: SelectionRead) => void>();

  private constructor(x: X11Connection, window: number) {
    this.#x = x;
    this.#window = window;
  }

  static async open(x: X11Connection): Promise<X11SelectionOwner> {
    const window = x.client.AllocID();
    const inputOnly = 2;
    x.client.CreateWindow(window, x.root, -10, -10, 1, 1, 0, 0, inputOnly, 0, { eventMask: propertyChangeMask });
    const owner = new X11SelectionOwner(x, window);
    x.onEvent((event) => owner.#onEvent(event));
    return owner;
  }

  /** Our window: hidden, 1×1, listens to property changes. */
  get window(): number {
    return this.#window;
  }

  get connection(): X11Connection {
    return this.#x;
  }

  /** Empty formats give the selection up. Resolves when the server agrees. */
  async own(selection: string, formats: readonly SelectionFormat[]): Promise<boolean> {
    const atom = await this.#x.atom(selection);
    const time = await this.#serverTime();
    if (formats.length === 0) {
      if (await this.owns(selection)) this.#x.client.SetSelectionOwner(0, atom, time);
      this.#owned.delete(selection);
      return true;
    }
    for (const { target, type } of formats) await Promise.all([this.#x.atom(target), this.#x.atom(type)]);
    this.#owned.set(selection, { formats, time });
    this.#x.client.SetSelectionOwner(this.#window, atom, time);
    return (await this.#ownerOf(atom)) === this.#window;
  }

  async owns(selection: string): Promise<boolean> {
    return this.#owned.has(selection) && (await this.#ownerOf(await this.#x.atom(selection))) === this.#window;
  }

  /** What we offer; undefined when somebody else owns the selection. */
  content(selection: string): readonly SelectionFormat[] | undefined {
    return this.#owned.get(selection)?.formats;
  }

  /** Every answered request. @returns what ends it. */
  onRead(listener: (read: SelectionRead) => void): () => void {
    this.#readers.add(listener);
    return () => this.#readers.delete(listener);
  }

  clientOf(window: number): number {
    return (window & ~this.#x.display.resource_mask) >>> 0;
  }

  #ownerOf(atom: number): Promise<number> {
    return this.#x.ask<number>((done) => this.#x.client.GetSelectionOwner(atom, done));
  }

  /** ICCCM wants a real time, so that of two owners at once the later one wins. */
  async #serverTime(): Promise<number> {
    const property = await this.#x.atom('SOTTO_TIME');
    const stamped = nextEvent(
      this.#x,
      (event) => event.name === 'PropertyNotify' && event.wid === this.#window && event.atom === property,
      AbortSignal.any([AbortSignal.timeout(1_000), this.#x.lost]),
    );
    const append = 2;
    this.#x.client.ChangeProperty(append, this.#window, property, 31, 8, Buffer.alloc(0)); // 31: atom STRING
    return (await stamped)?.time ?? 0;
  }

  #onEvent(event: XEvent): void {
    if (event.owner !== this.#window) return;
    if (event.name === 'SelectionRequest') {
      // A program that goes away while it is answered is no fault of ours; nobody else waits for this answer.
      this.#answer(event).catch(() => undefined);
    }
    if (event.name === 'SelectionClear') {
      void this.#x.atomName(event.selection ?? 0).then(
        (selection) => this.#clear(selection, event.time ?? 0),
        () => undefined, // the server has gone, and the selection with it
      );
    }
  }

  /** A clear that was on its way when we took the selection again is old news. */
  #clear(selection: string, time: number): void {
    const owned = this.#owned.get(selection);
    if (owned && (time === 0 || time >= owned.time)) this.#owned.delete(selection);
  }

  async #answer(event: XEvent): Promise<void> {
    const { requestor = 0, selection = 0, target = 0, time = 0 } = event;
    const property = event.property || target; // obsolete clients leave it out
    const [selectionName, targetName] = await Promise.all([this.#x.atomName(selection), this.#x.atomName(target)]);
    const stored = await this.#store(selectionName, targetName, requestor, property);
    const notify = {
      name: 'SelectionNotify',
      seq: 0,
      time,
      requestor,
      selection,
      target,
      property: stored ? property : 0,
    };
    await this.#x.ask<null>((done) => this.#x.client.SendEvent(requestor, 0, 0, notify, done));
    if (stored)
      this.#tell({
        selection: selectionName,
        target: targetName,
        content: stored === 'content',
        client: this.clientOf(requestor),
      });
  }

  #tell(read: SelectionRead): void {
    for (const listener of [...this.#readers]) listener(read);
  }

  async #store(
    selection: string,
    target: string,
    requestor: number,
    property: number,
  ): Promise<'content' | 'facts' | null> {
    const owned = this.#owned.get(selection);
    if (!owned) return null;
    if (target === 'TARGETS') {
      const names = ['TARGETS', 'TIMESTAMP', ...owned.formats.map((format) => format.target)];
      const atoms = await Promise.all(names.map((name) => this.#x.atom(name)));
      await this.#put(requestor, property, await this.#x.atom('ATOM'), 32, words(atoms));
      return 'facts';
    }
    if (target === 'TIMESTAMP') {
      await this.#put(requestor, property, await this.#x.atom('INTEGER'), 32, words([owned.time]));
      return 'facts';
    }
    const format = owned.formats.find((candidate) => candidate.target === target);
    if (!format) return null;
    const type = await this.#x.atom(format.type);
    const { bytes } = format;
    const bits = format.format === 16 || format.format === 32 ? format.format : 8;
    if (bytes.length <= pieceBytes) await this.#put(requestor, property, type, bits, bytes);
    else await this.#putInPieces(requestor, property, type, bits, bytes);
    return 'content';
  }

  async #putInPieces(
    requestor: number,
    property: number,
    type: number,
    bits: 8 | 16 | 32,
    bytes: Buffer,
  ): Promise<void> {
    const { client } = this.#x;
    await this.#x.ask<null>((done) =>
      client.ChangeWindowAttributes(requestor, { eventMask: propertyChangeMask }, done),
    );
    let taken = this.#nextTaken(requestor, property);
    await this.#put(requestor, property, await this.#x.atom('INCR'), 32, words([bytes.length]));
    const send = async (): Promise<void> => {
      for (let at = 0; await taken; at += pieceBytes) {
        const piece = bytes.subarray(at, at + pieceBytes); // empty behind the end: that says "that was all"
        if (piece.length > 0) taken = this.#nextTaken(requestor, property);
        await this.#put(requestor, property, type, bits, piece);
        if (piece.length === 0) return;
      }
    };
    send().catch(() => undefined); // the reader's window has gone
  }

  async #nextTaken(requestor: number, property: number): Promise<boolean> {
    const event = await nextEvent(
      this.#x,
      (candidate) =>
        candidate.name === 'PropertyNotify' &&
        candidate.wid === requestor &&
        candidate.atom === property &&
        candidate.state === propertyDeleted,
      AbortSignal.any([AbortSignal.timeout(pieceWaitMs), this.#x.lost]),
    );
    return event !== null;
  }

  #put(window: number, property: number, type: number, bits: 8 | 16 | 32, data: Buffer): Promise<null> {
    const replace = 0;
    return this.#x.ask<null>((done) =>
      this.#x.client.ChangeProperty(replace, window, property, type, bits, data, done),
    );
  }
}

function words(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value >>> 0, index * 4);
  return bytes;
}
