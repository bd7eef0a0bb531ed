// Held keys on Wayland: the desktop's GlobalShortcuts portal (xdg-desktop-portal, version 1) tells of presses and releases
// of keys that the user granted. Loaded and asked only in a Wayland session. Knows no gestures.
import { AppError } from '../contract/app-error.ts';
import { BusError, portal as desktopPortal, SessionBus, sessionBusAddress, type Variant } from '../lib/session-bus.ts';
import type { Accelerator } from './accelerator.ts';

export type PortalState =
  | { readonly is: 'off' }
  | { readonly is: 'asking' }
  | { readonly is: 'works' }
  | { readonly is: 'unavailable'; readonly error: AppError };

export interface PortalListener {
  onKey(id: string, kind: 'down' | 'up'): void;
  onLost(): void;
  onState(state: PortalState): void;
}

export interface PortalShortcut {
  readonly id: string;
  readonly accelerator: Accelerator;
}

export interface PortalKeys extends AsyncDisposable {
  readonly state: PortalState;
  listen(listener: PortalListener): void;
  /** The desktop may ask the user; what he grants wins over what was asked for. Never throws. */
  bind(shortcuts: readonly PortalShortcut[]): Promise<void>;
  retry(): Promise<void>;
}

const iface = 'org.freedesktop.portal.GlobalShortcuts';
/** The desktop shows a dialog: the user may take his time. */
const askMs = 120_000;

export interface PortalOptions {
  readonly busAddress: string;
  /** The desktop file's name without its ending; the portal remembers grants by it. */
  readonly appId: string;
  /** What the desktop's dialog says of a shortcut. */
  readonly describe: (id: string) => string;
}

export class GlobalShortcutsPortal implements PortalKeys {
  readonly #options: PortalOptions;
  #listener: PortalListener | null = null;
  #state: PortalState = { is: 'off' };
  #shortcuts: readonly PortalShortcut[] = [];
  #bus: SessionBus | null = null;
  #session = '';
  #last: Promise<void> = Promise.resolve();
  readonly #ended = new AbortController();

  constructor(options: PortalOptions) {
    this.#options = options;
  }

  get state(): PortalState {
    return this.#state;
  }

  listen(listener: PortalListener): void {
    this.#listener = listener;
  }

  bind(shortcuts: readonly PortalShortcut[]): Promise<void> {
    if (sameShortcuts(shortcuts, this.#shortcuts) && this.#state.is !== 'off') return this.#last;
    this.#shortcuts = shortcuts;
    return this.retry();
  }

  retry(): Promise<void> {
    this.#last = this.#last.then(() => this.#bindNow());
    return this.#last;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    await this.#last;
    await this.#closeSession();
    this.#bus?.[Symbol.dispose]();
    this.#bus = null;
  }

  async #bindNow(): Promise<void> {
    if (this.#ended.signal.aborted) return;
    this.#set({ is: 'asking' });
    try {
      const bus = await this.#open();
      await this.#closeSession(); // a session can be bound once; other keys need another
      if (this.#shortcuts.length === 0) {
        this.#set({ is: 'off' });
        return;
      }
      const signal = AbortSignal.any([this.#ended.signal, AbortSignal.timeout(askMs)]);
      const token: Variant = ['s', `sotto_${process.pid}`];
      const created = await bus.request(iface, 'CreateSession', 'a{sv}', [], { session_handle_token: token }, signal);
      this.#session = String(created.get('session_handle') ?? '');
      const asked = this.#shortcuts.map(({ id, accelerator }) => [
        id,
        Object.entries({
          description: ['s', this.#options.describe(id)],
          preferred_trigger: ['s', trigger(accelerator)],
        }),
      ]);
      await bus.request(iface, 'BindShortcuts', 'oa(sa{sv})sa{sv}', [this.#session, asked, ''], {}, signal);
      this.#set({ is: 'works' });
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
      const refused = error.dbusName === 'cancelled';
      const message = refused ? 'The shortcut was not granted.' : 'This desktop has no portal for global shortcuts.';
      this.#set({ is: 'unavailable', error: new AppError('hook_unavailable', message, { cause: error }) });
    }
  }

  async #open(): Promise<SessionBus> {
    if (this.#bus && !this.#bus.lost.aborted) return this.#bus;
    const bus = await SessionBus.open(this.#options.busAddress);
    this.#bus = bus;
    bus.lost.addEventListener('abort', () => this.#busLost(bus), { once: true });
    // Newer portals want to know who an unpackaged program is; older ones don't know the question.
    await bus
      .call({
        ...desktopPortal,
        interface: 'org.freedesktop.host.portal.Registry',
        member: 'Register',
        signature: 'sa{sv}',
        body: [this.#options.appId, []],
      })
      .catch(() => undefined);
    await bus.onSignal(desktopPortal.path, iface, 'Activated', (body) => this.#signal('down', body));
    await bus.onSignal(desktopPortal.path, iface, 'Deactivated', (body) => this.#signal('up', body));
    return bus;
  }

  /** (session, shortcut, time, options): other programs' sessions are none of ours. */
  #signal(kind: 'down' | 'up', [session, id]: readonly unknown[]): void {
    if (session === this.#session && typeof id === 'string') this.#listener?.onKey(id, kind);
  }

  #busLost(bus: SessionBus): void {
    if (this.#bus !== bus) return;
    this.#bus = null;
    this.#session = '';
    if (this.#ended.signal.aborted) return;
    this.#listener?.onLost();
    this.#set({ is: 'unavailable', error: new AppError('hook_unavailable', 'The session bus has gone.') });
  }

  async #closeSession(): Promise<void> {
    const session = this.#session;
    this.#session = '';
    if (!session || !this.#bus || this.#bus.lost.aborted) return;
    const call = { destination: desktopPortal.destination, path: session, interface: 'org.freedesktop.portal.Session' };
    await this.#bus.call({ ...call, member: 'Close' }).catch(() => undefined); // closed already is closed
  }

  #set(state: PortalState): void {
    this.#state = state;
    this.#listener?.onState(state);
  }
}

/** @param env where the session bus is said to be */
export function openPortalKeys(options: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly describe?: (id: string) => string;
}): PortalKeys {
  return new GlobalShortcutsPortal({
    busAddress: sessionBusAddress(options.env),
    appId: 'io.github.sotto_dictation.Sotto',
    describe: options.describe ?? ((id) => (id === 'dictate' ? 'Dictate (hold or tap)' : 'Paste the last dictation')),
  });
}

function sameShortcuts(a: readonly PortalShortcut[], b: readonly PortalShortcut[]): boolean {
  const words = (list: readonly PortalShortcut[]): string =>
    list.map(({ id, accelerator }) => `${id}=${trigger(accelerator)}`).join(' ');
  return words(a) === words(b);
}

const triggerModifiers = { Control: 'CTRL', Alt: 'ALT', Shift: 'SHIFT', Super: 'LOGO' } as const;

/** The freedesktop shortcuts specification: "CTRL+ALT+space", keys by their xkb names. */
export function trigger({ modifiers, key }: Accelerator): string {
  const name = key.letter ?? xkbNames[key.code] ?? key.name;
  return [...modifiers.map((modifier) => triggerModifiers[modifier]), name].join('+');
}

const xkbNames: Readonly<Record<string, string>> = {
  Space: 'space', Backspace: 'BackSpace', PageUp: 'Page_Up', PageDown: 'Page_Down', PrintScreen: 'Print', ScrollLock: 'Scroll_Lock',
  Backquote: 'grave', Minus: 'minus', Equal: 'equal', BracketLeft: 'bracketleft', BracketRight: 'bracketright',
  Backslash: 'backslash', Semicolon: 'semicolon', Quote: 'apostrophe', Comma: 'comma', Period: 'period', Slash: 'slash',
  ControlLeft: 'Control_L', ControlRight: 'Control_R', AltLeft: 'Alt_L', AltRight: 'Alt_R', ShiftLeft: 'Shift_L',
  ShiftRight: 'Shift_R', MetaLeft: 'Super_L', MetaRight: 'Super_R',
}; // biome-ignore format: a table
