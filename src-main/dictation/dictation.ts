// Runs dictations: feeds the machine with what ports report and has its effects carried out by the three sides
// (recording, sending, delivering). Order of things at key-down: microphone, row, file, listener, and only then the
// window of the user and the connection. Save before deliver: audio before row, row before upload, text before paste.
// Knows ports and the app's state, no Electron.
import type { Hold } from '../contract/state.ts';
import { DeliverySide } from './delivery-side.ts';
import type { DictationParts, DictationPorts } from './dictation-ports.ts';
import { DictationView } from './dictation-view.ts';
import {
  type Effect,
  idleMachine,
  listeningRun,
  type MachineEvent,
  type MachineState,
  phaseOf,
  step,
} from './machine.ts';
import { RecordingSide } from './recording-side.ts';
import { SendingSide } from './sending-side.ts';
import { SessionDesk } from './session-desk.ts';

export type { DictationPorts, DictationSettings } from './dictation-ports.ts';

export class Dictation implements AsyncDisposable {
  readonly #ports: DictationPorts;
  readonly #view: DictationView;
  readonly #desk = new SessionDesk();
  readonly #recording: RecordingSide;
  readonly #sending: SendingSide;
  readonly #delivery: DeliverySide;
  #machine: MachineState = idleMachine;
  readonly #work = new Set<Promise<void>>();
  #disposed = false;

  constructor(ports: DictationPorts) {
    this.#ports = ports;
    this.#view = new DictationView(ports.state, ports.clock);
    const parts: DictationParts = {
      ports,
      view: this.#view,
      desk: this.#desk,
      dispatch: (event) => this.#dispatch(event),
      track: (work) => this.#track(work),
    };
    this.#recording = new RecordingSide(parts);
    this.#sending = new SendingSide(parts);
    this.#delivery = new DeliverySide(parts);
  }

  /** Key-down. Nothing happens while a take is being recorded already. */
  start(hold: Hold = 'hands-free'): void {
    if (this.#disposed || this.listening) return;
    const session = this.#recording.open();
    this.#view.notice(null);
    this.#dispatch({ type: 'start', id: session.id, hold });
    this.#track(this.#recording.record(session));
    this.#track(this.#recording.describe(session));
    this.#ports.transcriber.warm(this.#ports.settings().practice);
  }

  /** The gesture turned out to be a tap: the take goes on without the key. */
  hold(hold: Hold): void {
    this.#dispatch({ type: 'hold', hold });
  }

  stop(): void {
    this.#dispatch({ type: 'stop' });
  }

  toggle(): void {
    if (this.listening) this.stop();
    else this.start('hands-free');
  }

  cancel(): void {
    this.#dispatch({ type: 'cancel' });
  }

  /** Sends a discarded take after all and delivers it like any other. */
  undo(id: string): void {
    this.#view.notice(null);
    this.#dispatch({ type: 'undo', id });
  }

  get listening(): boolean {
    return listeningRun(this.#machine) !== null;
  }

  /** How many takes something is held of in memory: those under way. */
  get underWay(): number {
    return this.#desk.size;
  }

  /** The pill's button during the dead-microphone alarm: the same take goes on with the other microphone. */
  useNextMicrophone(): void {
    const run = listeningRun(this.#machine);
    const next = this.#ports.state.get().dictation?.alarm?.next;
    if (run && next) this.#desk.session(run.id)?.capture.switchTo(next.id);
  }

  dismissNotice(): void {
    this.#view.notice(null);
  }

  /** A recording that runs is closed and kept; what is in flight stays in the row and is sent at the next start. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    this.#view.close();
    this.#desk.stopAll();
    await Promise.allSettled(this.#work);
  }

  #dispatch(event: MachineEvent): void {
    const { state, effects } = step(this.#machine, event);
    this.#machine = state;
    const run = listeningRun(state) ?? state.runs[0] ?? null;
    const session = run && this.#desk.session(run.id);
    this.#view.show(phaseOf(state), run, session?.capture.device ?? '', session?.firstSampleAt ?? null);
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: Effect): void {
    switch (effect.do) {
      case 'open':
        break; // opened before the machine was asked: the microphone comes first
      case 'close': {
        const session = this.#desk.session(effect.id);
        if (session) session.keyUpAt = this.#ports.clock.now();
        session?.capture.finish();
        break;
      }
      case 'discard':
        this.#track(this.#recording.discard(effect.id));
        break;
      case 'abort':
        this.#desk.abortOf(effect.id)?.abort();
        break;
      case 'transcribe':
        this.#track(effect.stored ? this.#sending.stored(effect.id) : this.#sending.live(effect.id));
        break;
      case 'deliver':
        this.#track(this.#delivery.deliver(effect.id, effect.text));
        break;
      case 'tell-nothing':
        this.#delivery.tellNothing(effect.id, effect.reason);
        break;
      case 'tell-failed':
        this.#delivery.tellFailed(effect.id, effect.error);
        break;
    }
  }

  /** Work that nobody awaits is awaited at the end; a bug in it must be seen, not swallowed. */
  #track(work: Promise<void>): void {
    const seen = work.catch((thrown: unknown) => {
      queueMicrotask(() => {
        throw thrown;
      });
    });
    this.#work.add(seen);
    void seen.finally(() => this.#work.delete(seen));
  }
}
