// The X selections CLIPBOARD and PRIMARY: owned with any number of formats, read from whoever owns them (ICCCM chapter 2,
// large contents in pieces). Formats are X target names; what they mean in Electron's terms is clipboard.ts's business.
import { XClient, type XEvent } from './x-client.ts';

export type SelectionName = 'CLIPBOARD' | 'PRIMARY';
export type Formats = ReadonlyMap<string, Buffer>;

const readTimeoutMs = 2_000;
/** Below every server's request size (2^16 words) with room for the request itself. */
const pieceBytes = 200_000;
const propertyChangeMask = 1 << 22;
const selectionNotify = 31;
const propertyDeleted = 1;
const newValue = 0;

interface Owned {
  readonly formats: Formats;
}

interface Waiter {
  readonly selection: number;
  readonly target: number;
  done(property: number): void;
}

export class Selections {
  readonly #x: XClient;
  readonly #window: number;
  readonly #owned = new Map<number, Owned>();
  readonly #pieces = new Map<string, () => void>();
  #waiter: Waiter | undefined;
  /** New values of the property since the owner's answer: its pieces, which may come before they are waited for. */
  #arrivedPieces = 0;
  #onPiece: (() => void) | undefined;
  #reading: Promise<unknown> = Promise.resolve();

  private constructor(x: XClient) {
    this.#x = x;
    this.#window = x.newId();
    x.send('CreateWindow', this.#window, x.root, 0, 0, 1, 1, 0, 0, 0, 0, { eventMask: propertyChangeMask });
    x.onEvent((event) => this.#receive(event));
  }

  static async open(display: string): Promise<Selections> {
    return new Selections(await XClient.connect(display));
  }

  /** Owns the selection until another program takes it; an empty map gives it up. */
  async own(name: SelectionName, formats: Formats): Promise<void> {
    const selection = await this.#x.atom(name);
    for (const format of formats.keys()) await this.#x.atom(format); // so that requests are answered without waiting
    if (formats.size === 0) this.#owned.delete(selection);
    else this.#owned.set(selection, { formats });
    this.#x.send('SetSelectionOwner', formats.size === 0 ? 0 : this.#window, selection, 0);
    await this.#x.ask('GetInputFocus'); // the server has seen it when this is answered
  }

  /** Target names that the owner offers; none when there is no owner. */
  async targets(name: SelectionName): Promise<string[]> {
    const own = this.#owned.get(await this.#x.atom(name));
    if (own !== undefined) return [...own.formats.keys()];
    const data = await this.read(name, 'TARGETS');
    const atoms = Array.from({ length: (data?.length ?? 0) >> 2 }, (_, at) => data?.readUInt32LE(at * 4) ?? 0);
    return Promise.all(atoms.map((atom) => this.#x.atomName(atom)));
  }

  /** One format; undefined when the owner has none or does not answer within two seconds. */
  async read(name: SelectionName, target: string): Promise<Buffer | undefined> {
    const own = this.#owned.get(await this.#x.atom(name));
    if (own !== undefined) return own.formats.get(target);
    const reading = this.#reading.then(() => this.#ask(name, target));
    this.#reading = reading.catch(() => {});
    return reading;
  }

  async #ask(name: SelectionName, targetName: string): Promise<Buffer | undefined> {
    const [selection, target, into] = await Promise.all(
      [name, targetName, 'SOTTO_HOST_SELECTION'].map((each) => this.#x.atom(each)),
    );
    if (selection === undefined || target === undefined || into === undefined) return undefined;
    const property = await bounded((done) => {
      this.#waiter = { selection, target, done };
      this.#x.send('ConvertSelection', this.#window, selection, target, into, 0);
    }, 0);
    this.#waiter = undefined;
    if (property === 0) return undefined;
    const incr = await this.#x.atom('INCR');
    const first = await this.#take(into);
    if (first?.type !== incr) return first?.data;
    const pieces: Buffer[] = [];
    for (;;) {
      const arrived = await bounded((done) => {
        this.#onPiece = () => done(1);
        if (this.#arrivedPieces > 0) done(1);
      }, 0);
      this.#arrivedPieces -= 1;
      const piece = arrived ? await this.#take(into) : undefined;
      if (piece === undefined) return undefined;
      if (piece.data.length === 0) return Buffer.concat(pieces);
      pieces.push(piece.data);
    }
  }

  /** Reads and deletes, which tells the owner to send the next piece. */
  #take(property: number): Promise<{ type: number; data: Buffer } | undefined> {
    return this.#x.ask('GetProperty', 1, this.#window, property, 0, 0, 0x0fffffff);
  }

  #receive(event: XEvent): void {
    if (event.name === 'SelectionRequest') void this.#serve(event);
    if (event.name === 'SelectionClear') this.#owned.delete(event.selection);
    if (event.name === 'SelectionNotify' && this.#waiter?.target === event.target) {
      this.#arrivedPieces = 0;
      this.#waiter.done(event.property);
    }
    if (event.name !== 'PropertyNotify') return;
    if (event.wid === this.#window && event.state === newValue) {
      this.#arrivedPieces += 1;
      this.#onPiece?.();
    }
    if (event.state === propertyDeleted) this.#pieces.get(`${event.wid}:${event.atom}`)?.();
  }

  async #serve(request: XEvent): Promise<void> {
    const formats = this.#owned.get(request.selection)?.formats ?? new Map<string, Buffer>();
    const name = await this.#x.atomName(request.target);
    const property = request.property || request.target; // old clients leave it out
    let given = property;
    if (name === 'TARGETS') {
      const atoms = await Promise.all(['TARGETS', ...formats.keys()].map((format) => this.#x.atom(format)));
      this.#x.send('ChangeProperty', 0, request.requestor, property, await this.#x.atom('ATOM'), 32, atoms);
    } else {
      const data = formats.get(name);
      if (data === undefined) given = 0;
      else if (data.length <= pieceBytes)
        this.#x.send('ChangeProperty', 0, request.requestor, property, request.target, 8, data);
      else await this.#beginPieces(request, property, data);
    }
    const { requestor, selection, target, time } = request;
    this.#x.send('SendEvent', requestor, 0, 0, notification(requestor, selection, target, given, time));
  }

  /** ICCCM 2.7.2: the requestor deletes the property whenever it wants the next piece. */
  async #beginPieces({ requestor, target }: XEvent, property: number, data: Buffer): Promise<void> {
    let at = 0;
    this.#x.send('ChangeWindowAttributes', requestor, { eventMask: propertyChangeMask });
    this.#pieces.set(`${requestor}:${property}`, () => {
      const piece = data.subarray(at, at + pieceBytes);
      at += piece.length;
      if (piece.length === 0) this.#pieces.delete(`${requestor}:${property}`);
      this.#x.send('ChangeProperty', 0, requestor, property, target, 8, piece);
    });
    this.#x.send('ChangeProperty', 0, requestor, property, await this.#x.atom('INCR'), 32, [data.length]);
  }
}

function notification(requestor: number, selection: number, target: number, property: number, time: number): Buffer {
  const event = Buffer.alloc(32);
  event[0] = selectionNotify;
  for (const [at, value] of [time, requestor, selection, target, property].entries())
    event.writeUInt32LE(value, 4 + at * 4);
  return event;
}

async function bounded(start: (done: (value: number) => void) => void, otherwise: number): Promise<number> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(otherwise), readTimeoutMs);
    start((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
