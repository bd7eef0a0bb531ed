// The clipboard on an X server, owned by this process itself: every format of the user's is saved and given back, no
// program is needed, and who reads our text is known. When the app ends, a clipboard history is asked to keep it.
import { AppError } from '../contract/app-error.ts';
import type { X11Link } from '../lib/x11-connection.ts';
import type { Clipboard, SavedClipboard, SavedFormat, Selection, WriteOptions, WrittenText } from './clipboard.ts';
import { X11ReadWatch } from './x11-read-watch.ts';
import { X11SelectionOwner } from './x11-selection-owner.ts';
import { nextEvent, readSelection, type SelectionFormat } from './x11-selection-reader.ts';

const selectionNames: Readonly<Record<Selection, string>> = { clipboard: 'CLIPBOARD', primary: 'PRIMARY' };

/** Keeping a picture is worth a moment, not more: the user waits for the text. */
const saveLimits = { totalMs: 600, totalBytes: 64 * 1024 * 1024 };
const handOverMs = 1_000;

/** What programs ask for as text, oldest and newest alike. */
const textTargets = ['UTF8_STRING', 'text/plain;charset=utf-8', 'text/plain', 'STRING', 'TEXT'];
/** Klipper and other clipboard histories keep nothing that carries it (KDE's convention for password managers). */
const historyHint = 'x-kde-passwordManagerHint';

interface X11SavedFormat extends SavedFormat {
  readonly x11?: { readonly type: string; readonly format: number };
}

export class X11Clipboard implements Clipboard, AsyncDisposable {
  readonly #link: X11Link;
  #opened: Promise<X11SelectionOwner> | null = null;
  /** Connections that read our texts although nobody pasted them: clipboard histories. */
  #histories = new Set<number>();
  #watch: X11ReadWatch | null = null;

  constructor(link: X11Link) {
    this.#link = link;
  }

  async save({ primary }: { readonly primary: boolean }, signal?: AbortSignal): Promise<SavedClipboard> {
    const owner = await this.#owner();
    const selections: Selection[] = primary ? ['clipboard', 'primary'] : ['clipboard'];
    const formats: X11SavedFormat[] = [];
    for (const selection of selections) {
      const name = selectionNames[selection];
      const found = (await owner.owns(name))
        ? (owner.content(name) ?? []) // what we brought back earlier needs no reading
        : await readSelection(owner.connection, owner.window, name, saveLimits, signal);
      for (const { target, type, format, bytes } of found) {
        formats.push({ selection, type: target, bytes, x11: { type, format } });
      }
    }
    return { formats, selections };
  }

  async write(text: string, options: WriteOptions): Promise<WrittenText> {
    const owner = await this.#owner();
    const formats = textFormats(text, options.keepOutOfHistory);
    const selections: Selection[] = options.primary ? ['clipboard', 'primary'] : ['clipboard'];
    this.#watch?.[Symbol.dispose]();
    const watch = new X11ReadWatch(owner, this.#histories);
    this.#watch = watch;
    for (const selection of selections) {
      if (!(await owner.own(selectionNames[selection], formats))) {
        throw new AppError('clipboard_failed', 'Another program holds on to the clipboard.');
      }
    }
    return {
      readBy: (window, timeoutMs, signal) => watch.readBy(window, timeoutMs, signal),
      reads: () => watch.reads(),
    };
  }

  async stillOurs(text: string): Promise<boolean> {
    const owner = await this.#owner();
    if (!(await owner.owns('CLIPBOARD'))) return false;
    return (
      owner
        .content('CLIPBOARD')
        ?.some(({ target, bytes }) => target === 'UTF8_STRING' && bytes.equals(Buffer.from(text))) ?? false
    );
  }

  async restore(saved: SavedClipboard): Promise<void> {
    const owner = await this.#owner();
    for (const selection of saved.selections) {
      const formats = saved.formats.filter((format) => format.selection === selection).map(asSelectionFormat);
      const done = await owner.own(selectionNames[selection], formats);
      if (!done) throw new AppError('clipboard_failed', 'The clipboard could not be brought back.');
    }
  }

  /** Our selections die with the connection; a clipboard history, if there is one, takes them over (ICCCM SAVE_TARGETS). */
  async [Symbol.asyncDispose](): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    if (!opened) return;
    await opened.then(handOver).catch(() => undefined); // the server went first: nothing is left to hand over
  }

  async #owner(): Promise<X11SelectionOwner> {
    try {
      const connection = await this.#link.get();
      const current = this.#opened ? await this.#opened : null;
      if (current?.connection === connection) return current;
      this.#opened = X11SelectionOwner.open(connection);
      this.#histories = new Set();
      return await this.#opened;
    } catch (error) {
      this.#opened = null;
      throw new AppError('clipboard_failed', 'The clipboard of the X server can’t be reached.', { cause: error });
    }
  }
}

function textFormats(text: string, keepOutOfHistory: boolean): SelectionFormat[] {
  const bytes = Buffer.from(text, 'utf8');
  const formats = textTargets.map((target): SelectionFormat => {
    // STRING is Latin-1 by definition; what it can't say becomes "?", and UTF8_STRING is offered first.
    const body = target === 'STRING' ? latin1(text) : bytes;
    const type = target === 'TEXT' ? 'UTF8_STRING' : target;
    return { target, type, format: 8, bytes: body };
  });
  if (keepOutOfHistory) {
    formats.push({ target: historyHint, type: historyHint, format: 8, bytes: Buffer.from('secret') });
  }
  return formats;
}

const latin1 = (text: string): Buffer =>
  Buffer.from(Array.from(text, (character) => (character.charCodeAt(0) > 0xff ? '?' : character)).join(''), 'latin1');

function asSelectionFormat({ type, bytes, x11 }: X11SavedFormat): SelectionFormat {
  return { target: type, type: x11?.type ?? type, format: x11?.format ?? 8, bytes: Buffer.from(bytes) };
}

async function handOver(owner: X11SelectionOwner): Promise<void> {
  const { connection: x, window } = owner;
  if (x.lost.aborted || !(await owner.owns('CLIPBOARD'))) return;
  const manager = await x.atom('CLIPBOARD_MANAGER');
  if ((await x.ask<number>((done) => x.client.GetSelectionOwner(manager, done))) === 0) return;
  const property = await x.atom('SOTTO_SELECTION');
  const done = nextEvent(
    x,
    (event) => event.name === 'SelectionNotify' && event.requestor === window && event.selection === manager,
    AbortSignal.any([AbortSignal.timeout(handOverMs), x.lost]),
  );
  x.client.ConvertSelection(window, manager, await x.atom('SAVE_TARGETS'), property, 0);
  await done;
}
