// Pressing keys through the desktop's RemoteDesktop portal (GNOME, KDE): the user is asked once; a token that the portal
// gives spares the next question. Keys go by keysym, so that they hold on every layout.
import { AppError } from '../contract/app-error.ts';
import { BusError, portal, SessionBus, type VariantMap } from '../lib/session-bus.ts';
import { type Chord, chordKeys } from './chord.ts';
import { keysyms } from './x11-keymap.ts';

export interface RestoreToken {
  read(): string;
  write(token: string): void;
}

const iface = 'org.freedesktop.portal.RemoteDesktop';
const keyboard = 1;
const untilRevoked = 2;
/** The first time the desktop asks the user. */
const askMs = 15_000;
const grantedMs = 2_500;
const superLeft = 0xffeb;

export class KeyPressPortal implements Disposable {
  readonly #busAddress: string;
  readonly #token: RestoreToken;
  #bus: SessionBus | null = null;
  #session = '';
  #sessions = 0;
  readonly #ended = new AbortController();

  constructor(busAddress: string, token: RestoreToken) {
    this.#busAddress = busAddress;
    this.#token = token;
  }

  /** Whether this desktop has the portal at all; asks the user nothing. */
  async available(): Promise<boolean> {
    try {
      const bus = await this.#open();
      const call = { ...portal, interface: 'org.freedesktop.DBus.Properties', member: 'Get', signature: 'ss' };
      await bus.call({ ...call, body: [iface, 'version'] });
      return true;
    } catch (error) {
      if (error instanceof BusError) return false;
      throw error;
    }
  }

  /** @throws AppError paste_failed */
  async press(chord: Chord, signal?: AbortSignal): Promise<void> {
    try {
      await this.#start(signal);
      const { modifiers, key } = chordKeys[chord];
      const held = modifiers.map(
        (name) => ({ control: keysyms.Control_L, shift: keysyms.Shift_L, command: superLeft })[name],
      );
      const keysym = { v: keysyms.v, insert: keysyms.Insert, enter: keysyms.Return }[key];
      for (const modifier of held) await this.#key(modifier, 1);
      await this.#key(keysym, 1);
      await this.#key(keysym, 0);
      for (const modifier of held.toReversed()) await this.#key(modifier, 0);
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
      const session = this.#session;
      this.#session = ''; // the next press starts with a new session
      if (session !== '') this.#close(session);
      const denied = error.dbusName === 'cancelled';
      const message = denied
        ? 'The desktop was not allowed to let Sotto press keys.'
        : 'The desktop did not press the keys.';
      throw new AppError('paste_failed', message, { cause: error });
    }
  }

  [Symbol.dispose](): void {
    this.#ended.abort();
    this.#bus?.[Symbol.dispose]();
    this.#bus = null;
  }

  async #key(keysym: number, state: 0 | 1): Promise<void> {
    const call = { ...portal, interface: iface, member: 'NotifyKeyboardKeysym', signature: 'oa{sv}iu' };
    await this.#connected().call({ ...call, body: [this.#session, [], keysym, state] });
  }

  async #start(signal?: AbortSignal): Promise<void> {
    const bus = await this.#open();
    if (this.#session) return;
    const token = this.#token.read();
    const patience = AbortSignal.timeout(token ? grantedMs : askMs);
    const ended = AbortSignal.any([patience, this.#ended.signal, ...(signal ? [signal] : [])]);
    this.#sessions += 1; // a name of its own: one that is in use, or is being closed, can't be had once more
    const name: VariantMap = { session_handle_token: ['s', `sotto_keys_${process.pid}_${this.#sessions}`] };
    const created = await bus.request(iface, 'CreateSession', 'a{sv}', [], name, ended);
    const session = String(created.get('session_handle') ?? '');
    try {
      await this.#permit(bus, session, token, ended);
    } catch (error) {
      const refused = error instanceof BusError && error.dbusName === 'cancelled'; // the portal has closed it then
      if (!refused) this.#close(session);
      // Used up, or revoked: the desktop asks the user again, who needs the time of a first question.
      if (token && patience.aborted) this.#token.write('');
      throw error;
    }
    this.#session = session;
  }

  /** What nobody waits for any more must not be granted later, nor go on asking. */
  #close(session: string): void {
    const call = { ...portal, path: session, interface: 'org.freedesktop.portal.Session', member: 'Close' };
    void this.#bus?.call(call).catch(() => undefined); // closed already is closed
  }

  /** The user's permission, or what the token says of it. */
  async #permit(bus: SessionBus, session: string, token: string, ended: AbortSignal): Promise<void> {
    const devices: VariantMap = {
      types: ['u', keyboard],
      persist_mode: ['u', untilRevoked],
      ...(token ? { restore_token: ['s', token] as const } : {}),
    };
    await bus.request(iface, 'SelectDevices', 'oa{sv}', [session], devices, ended);
    const started = await bus.request(iface, 'Start', 'osa{sv}', [session, ''], {}, ended);
    const given = started.get('restore_token');
    const next = typeof given === 'string' ? given : ''; // each is good for one session
    if (next !== token) this.#token.write(next);
  }

  #connected(): SessionBus {
    if (!this.#bus) throw new BusError('The session bus has gone.');
    return this.#bus;
  }

  async #open(): Promise<SessionBus> {
    if (this.#bus && !this.#bus.lost.aborted) return this.#bus;
    this.#session = '';
    this.#bus = await SessionBus.open(this.#busAddress);
    return this.#bus;
  }
}
