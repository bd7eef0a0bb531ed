// Reads another program's selection in every format it offers (ICCCM 2.4-2.7, INCR included), bounded in time and size:
// a program that hangs must not hold up the user's text. Never changes a selection.
import type { XEvent } from 'x11';
import type { X11Connection } from '../lib/x11-connection.ts';

export interface SelectionFormat {
  /** Name of the target atom: "UTF8_STRING", "image/png". */
  readonly target: string;
  /** Name of the property's type atom; often the same. */
  readonly type: string;
  /** 8, 16 or 32 bits an element. */
  readonly format: number;
  readonly bytes: Buffer;
}

export interface ReadLimits {
  readonly totalMs: number;
  readonly totalBytes: number;
}

/** Targets that ask the owner to do something, or that the new owner answers by itself. */
const notContent = new Set([
  'TARGETS',
  'MULTIPLE',
  'TIMESTAMP',
  'SAVE_TARGETS',
  'DELETE',
  'INSERT_PROPERTY',
  'INSERT_SELECTION',
]);

/** What people paste first is read first: the time may run out. */
const first = [
  'UTF8_STRING',
  'text/html',
  'text/uri-list',
  'x-special/gnome-copied-files',
  'image/png',
  'text/plain;charset=utf-8',
];

const wholeProperty = 0x1fff_ffff;
const propertyDeleted = 1;
const oneAnswerMs = 400;

/** @param window one of ours that listens to property changes */
export async function readSelection(
  x: X11Connection,
  window: number,
  selection: string,
  limits: ReadLimits,
  signal?: AbortSignal,
): Promise<SelectionFormat[]> {
  const selectionAtom = await x.atom(selection);
  const owner = await x.ask<number>((done) => x.client.GetSelectionOwner(selectionAtom, done));
  if (owner === 0) return [];
  const ended = AbortSignal.any([AbortSignal.timeout(limits.totalMs), x.lost, ...(signal ? [signal] : [])]);
  const targets = await readTargets(x, window, selectionAtom, ended);
  const formats: SelectionFormat[] = [];
  let room = limits.totalBytes;
  for (const target of targets) {
    if (ended.aborted) break;
    const answer = await convert(x, window, selectionAtom, await x.atom(target), room, ended);
    if (!answer) continue;
    formats.push({ target, type: await x.atomName(answer.type), format: answer.format, bytes: answer.bytes });
    room -= answer.bytes.length;
  }
  return formats;
}

async function readTargets(x: X11Connection, window: number, selection: number, ended: AbortSignal): Promise<string[]> {
  const answer = await convert(x, window, selection, await x.atom('TARGETS'), 65_536, ended);
  const names: string[] = [];
  for (let at = 0; answer && at + 4 <= answer.bytes.length; at += 4) {
    const atom = answer.bytes.readUInt32LE(at);
    if (atom !== 0) names.push(await x.atomName(atom));
  }
  const content = [...new Set(names)].filter((name) => !notContent.has(name));
  const rank = (name: string): number => (first.includes(name) ? first.indexOf(name) : first.length);
  return content.toSorted((a, b) => rank(a) - rank(b));
}

interface Answer {
  readonly type: number;
  readonly format: number;
  readonly bytes: Buffer;
}

/** Null: refused, too slow or too big. */
async function convert(
  x: X11Connection,
  window: number,
  selection: number,
  target: number,
  room: number,
  ended: AbortSignal,
): Promise<Answer | null> {
  const property = await x.atom('SOTTO_SELECTION');
  const patience = AbortSignal.any([AbortSignal.timeout(oneAnswerMs), ended]);
  const answered = nextEvent(
    x,
    (event) =>
      event.name === 'SelectionNotify' &&
      event.requestor === window &&
      event.selection === selection &&
      event.target === target,
    patience,
  );
  x.client.DeleteProperty(window, property);
  x.client.ConvertSelection(window, selection, target, property, 0);
  const event = await answered;
  if (!event?.property) return null;
  const incr = await x.atom('INCR');
  // Reading it with `delete` tells the owner that we are ready for the next piece.
  const next = nextPiece(x, window, property, ended);
  const whole = await take(x, window, property);
  if (whole.type !== incr) {
    next.stop();
    return whole.type === 0 || whole.bytes.length > room ? null : whole;
  }
  return readPieces(x, window, property, room, ended, next);
}

async function readPieces(
  x: X11Connection,
  window: number,
  property: number,
  room: number,
  ended: AbortSignal,
  announced: PieceWatch,
): Promise<Answer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  let watch = announced;
  for (;;) {
    const came = await watch.arrived;
    if (!came) return null;
    watch = nextPiece(x, window, property, ended);
    const piece = await take(x, window, property);
    if (piece.bytes.length === 0) {
      watch.stop();
      return { type: piece.type, format: piece.format, bytes: Buffer.concat(chunks) };
    }
    size += piece.bytes.length;
    if (size > room) {
      watch.stop();
      return null;
    }
    chunks.push(piece.bytes);
  }
}

async function take(x: X11Connection, window: number, property: number): Promise<Answer> {
  const got = await x.ask<{ readonly type: number; readonly format: number; readonly data: Buffer }>((done) =>
    x.client.GetProperty(1, window, property, 0, 0, wholeProperty, done),
  );
  return { type: got.type, format: got.format || 8, bytes: Buffer.from(got.data) };
}

interface PieceWatch {
  readonly arrived: Promise<XEvent | null>;
  stop(): void;
}

/** Watched before the property is deleted: the owner may answer at once. */
function nextPiece(x: X11Connection, window: number, property: number, ended: AbortSignal): PieceWatch {
  const stopped = new AbortController();
  const arrived = nextEvent(
    x,
    (event) =>
      event.name === 'PropertyNotify' &&
      event.wid === window &&
      event.atom === property &&
      event.state !== propertyDeleted,
    AbortSignal.any([stopped.signal, ended]),
  );
  return { arrived, stop: () => stopped.abort() };
}

/** Null when `ended` came first. */
export function nextEvent(
  x: X11Connection,
  wanted: (event: XEvent) => boolean,
  ended: AbortSignal,
): Promise<XEvent | null> {
  return new Promise((resolve) => {
    const finish = (event: XEvent | null): void => {
      off();
      ended.removeEventListener('abort', giveUp);
      resolve(event);
    };
    const giveUp = (): void => finish(null);
    const off = x.onEvent((event) => {
      if (wanted(event)) finish(event);
    });
    if (ended.aborted) giveUp();
    else ended.addEventListener('abort', giveUp, { once: true });
  });
}
