// The part of the "x11" package (pure JavaScript, ships no types) that Sotto uses, as its 4.2.2 sources define it.
declare module 'x11' {
  import type { EventEmitter } from 'node:events';

  /** Answers true: an error was dealt with. Otherwise the client emits it as an 'error' event. */
  export type Done<T> = (error: XProtocolError | null | undefined, value: T) => boolean;

  export interface XProtocolError extends Error {
    /** X error code: 3 BadWindow, 5 BadAtom, 8 BadMatch … */
    readonly error?: number;
  }

  /** Fields depend on `name`; the readers of an event check it first. */
  export interface XEvent {
    readonly name?: string;
    readonly type: number;
    readonly wid?: number;
    readonly time?: number;
    readonly atom?: number;
    readonly state?: number;
    readonly owner?: number;
    readonly requestor?: number;
    readonly selection?: number;
    readonly target?: number;
    readonly property?: number;
    readonly request?: number;
  }

  export interface XProperty {
    readonly type: number;
    readonly format: number;
    readonly bytesAfter: number;
    readonly data: Buffer;
  }

  export interface XTest {
    readonly KeyPress: 2;
    readonly KeyRelease: 3;
    FakeInput(type: number, keycode: number, delayMs: number, window: number, x: number, y: number): void;
  }

  export interface XkbState {
    /** Locked modifiers as a mask: 1 Shift, 2 Lock, 4 Control, 8-128 Mod1-Mod5. */
    readonly lockedMods: number;
    /** Effective layout group, 0-3. */
    readonly group: number;
    readonly lockedGroup: number;
  }

  export interface Xkb {
    readonly UseCoreKbd: number;
    UseExtension(major: number, minor: number, done: Done<unknown>): void;
    GetState(device: number, done: Done<XkbState>): void;
    LatchLockState(
      device: number,
      affectModLocks: number,
      modLocks: number,
      lockGroup: boolean,
      groupLock: number,
      affectModLatches: number,
      modLatches: number,
      latchGroup: boolean,
      groupLatch: number,
    ): void;
  }

  export interface XDisplay {
    readonly client: XClient;
    readonly screen: readonly { readonly root: number }[];
    readonly min_keycode: number;
    readonly max_keycode: number;
    /** Bits of an id that are the client's own; the rest tells clients apart. */
    readonly resource_mask: number;
  }

  export interface XClient extends EventEmitter {
    readonly stream: import('node:net').Socket;
    terminate(): void;
    AllocID(): number;
    require(name: 'xtest', done: (error: Error | null, extension: XTest) => void): void;
    require(name: 'xkb', done: (error: Error | null, extension: Xkb) => void): void;
    InternAtom(onlyIfExists: boolean, name: string, done: Done<number>): void;
    GetAtomName(atom: number, done: Done<string>): void;
    GetProperty(
      remove: 0 | 1,
      window: number,
      property: number,
      type: number,
      longOffset: number,
      longLength: number,
      done: Done<XProperty>,
    ): void;
    ChangeProperty(
      mode: 0 | 1 | 2,
      window: number,
      property: number,
      type: number,
      format: 8 | 16 | 32,
      data: Buffer,
      done?: Done<null>,
    ): void;
    DeleteProperty(window: number, property: number, done?: Done<null>): void;
    GetInputFocus(done: Done<{ readonly focus: number; readonly revertTo: number }>): void;
    GetWindowAttributes(window: number, done: Done<{ readonly mapState: 0 | 1 | 2 }>): void;
    ChangeWindowAttributes(window: number, values: { readonly eventMask: number }, done?: Done<null>): void;
    CreateWindow(
      id: number,
      parent: number,
      x: number,
      y: number,
      width: number,
      height: number,
      borderWidth: number,
      depth: number,
      windowClass: number,
      visual: number,
      values: { readonly eventMask?: number },
    ): void;
    SendClientMessage(
      destination: number,
      window: number,
      messageType: number,
      format: 8 | 16 | 32,
      data: readonly number[],
    ): void;
    SendEvent(
      destination: number,
      propagate: 0 | 1,
      eventMask: number,
      event: Readonly<Record<string, unknown>>,
      done?: Done<null>,
    ): void;
    SetSelectionOwner(owner: number, selection: number, time: number): void;
    GetSelectionOwner(selection: number, done: Done<number>): void;
    ConvertSelection(requestor: number, selection: number, target: number, property: number, time: number): void;
    /** 32 bytes, one bit per keycode. */
    QueryKeymap(done: Done<Buffer>): void;
    /** One row of keysyms per keycode. */
    GetKeyboardMapping(first: number, count: number, done: Done<number[][]>): void;
    ChangeKeyboardMapping(
      first: number,
      keysymsPerKeycode: number,
      keysyms: readonly number[],
      done?: Done<null>,
    ): void;
    /** Eight rows (Shift, Lock, Control, Mod1-Mod5) of keycodes; 0 fills up. */
    GetModifierMapping(done: Done<number[][]>): void;
  }

  export interface ConnectOptions {
    readonly display: string;
    /** Undefined reads the X authority file; left out together with a stream it means "no authority". */
    readonly auth?: { readonly name: string; readonly data: string } | undefined;
    readonly stream?: import('node:net').Socket;
    readonly disableBigRequests?: boolean;
  }

  export function createClient(
    options: ConnectOptions,
    ready: (error: Error | undefined, display: XDisplay) => void,
  ): XClient;

  export const eventMask: Readonly<Record<string, number>> & {
    readonly PropertyChange: number;
    readonly StructureNotify: number;
  };

  const x11: { readonly createClient: typeof createClient; readonly eventMask: typeof eventMask };
  export default x11;
}
