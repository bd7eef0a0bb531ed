// The recording half of a dictation: microphone, row, file and listener at key-down, in this order; alarms and changes of
// microphone while it runs; the closed take at its end. Knows nothing of sending or inserting.
import type { Take } from '../contract/take.ts';
import { Capture } from './capture.ts';
import { type DictationParts, segmentsAtOnce, segmentsAtOnceAtEnd } from './dictation-ports.ts';
import { noticeMs } from './dictation-view.ts';
import type { Session } from './session-desk.ts';
import { LiveTranscription } from './transcription.ts';

export class RecordingSide {
  readonly #parts: DictationParts;

  constructor(parts: DictationParts) {
    this.#parts = parts;
  }

  /** Key-down: nothing may come before the microphone. */
  open(): Session {
    const { ports, view, desk } = this.#parts;
    const keyDownAt = ports.clock.now();
    const settings = ports.settings();
    const capture = new Capture({
      recorder: ports.recorder,
      device: settings.device,
      sampleRate: settings.sampleRate,
      now: () => ports.clock.now(),
      postRoll: (trailingQuietMs) =>
        ports.postRoll({ maxMs: settings.postRollMs, sampleRate: settings.sampleRate, trailingQuietMs }),
      onFirstSample: (at) => this.#firstSample(session, at),
      onOutage: (death) => ports.log('microphone lost', { take: session.id, code: death.code }),
      onMicrophone: (device, moved) => this.#hears(session, device, moved),
    });
    const writer = ports.takes.begin({
      source: 'dictation',
      sampleRate: settings.sampleRate,
      ...(settings.language ? { language: settings.language } : {}),
      ...(settings.practice ? { practice: true } : {}),
    });
    const { id } = writer;
    const abort = new AbortController();
    const live = new LiveTranscription(ports, id, settings.sampleRate, {
      language: settings.language,
      practice: settings.practice,
      segments: settings.segments,
      atOnce: segmentsAtOnce,
      atOnceAtEnd: segmentsAtOnceAtEnd,
      signal: abort.signal,
      onProgress: (sent) => view.progress(id, sent),
    });
    const target = ports.inserter.target();
    const session: Session = {
      id,
      keyDownAt,
      keyUpAt: null,
      firstSampleAt: null,
      capture,
      live,
      writer,
      abort,
      target,
    };
    desk.open(session);
    live.listener.onLevel = ports.onLevel;
    live.listener.onSilenceAlarm = (silent) => this.#alarm(session, silent);
    return session;
  }

  /** From the first sample to the closed take; the machine is told how it ended. */
  async record(session: Session): Promise<void> {
    const { ports, view, dispatch } = this.#parts;
    const { id, capture, live, writer } = session;
    const end = await capture.run(writer, live.listener, (stalled) => this.#alarm(session, stalled));
    const take = this.#close(session);
    ports.takes.describe(id, { device: capture.device });
    if (writer.trouble) view.problem('storage', writer.trouble);
    if (session.abort.signal.aborted) {
      live.abandon();
    } else if (end.kind === 'died') {
      live.abandon();
      ports.takes.failed(id, end.error);
      view.problem('recorder', end.error);
      dispatch({ type: 'captured', id, failure: end.error });
    } else {
      view.solved('recorder');
      ports.log('take recorded', { take: id, durationMs: take.durationMs, recorder: capture.recorder });
      // A recording that ended although the key is held (quit, sleep) is treated like a key-up.
      session.keyUpAt ??= ports.clock.now();
      dispatch({ type: 'captured', id });
    }
  }

  /** The program that the text is meant for, for the row and the pill. */
  async describe(session: Session): Promise<void> {
    const { ports, view } = this.#parts;
    const target = await session.target;
    // A take without speech may have ended, and been forgotten, before a slow desktop tells.
    const isKnown = ports.takes.get(session.id) !== null;
    if (target.name && isKnown) ports.takes.describe(session.id, { target: target.name });
    view.target(session.id, target.name);
  }

  /** Esc: ends it at once; its audio is kept under Discarded. */
  async discard(id: string): Promise<void> {
    const { ports, view, desk } = this.#parts;
    const session = desk.session(id);
    desk.abortOf(id)?.abort();
    session?.capture.stop();
    if (session) this.#close(session);
    const take = ports.takes.discarded(id);
    view.notice({ kind: 'discarded', takeId: id, until: view.in(noticeMs.discarded) });
    desk.discard(id);
    ports.onSettled(take);
  }

  #firstSample(session: Session, at: number): void {
    session.firstSampleAt = at;
    // Nobody is called to speak whose key is up, or who took it back, while the microphone was still opening.
    if (session.keyUpAt === null && !session.abort.signal.aborted) this.#parts.ports.cues.play('start');
    this.#parts.dispatch({ type: 'first-sample', id: session.id });
  }

  #close(session: Session): Take {
    const { firstSampleAt, keyDownAt, keyUpAt } = session;
    return session.writer.finish({
      ...(firstSampleAt === null ? {} : { keyDownToFirstSample: firstSampleAt - keyDownAt }),
      ...(keyUpAt === null ? {} : { keyUpToRecorded: this.#parts.ports.clock.now() - keyUpAt }),
    });
  }

  #hears(session: Session, device: string, moved: boolean): void {
    if (moved) this.#parts.ports.log('microphone changed', { take: session.id });
    this.#parts.view.hears(session.id, device, moved);
  }

  #alarm(session: Session, silent: boolean): void {
    const { id, capture } = session;
    this.#parts.view.alarm(id, silent, capture.device);
    if (silent) this.#parts.track(this.#offerNext(id, capture.device));
  }

  async #offerNext(id: string, device: string): Promise<void> {
    const { ports, view } = this.#parts;
    const chosen = ports.settings().device;
    const all = await ports.microphones();
    const other = all.find(
      (m) => m.id !== '' && m.id !== chosen && m.label !== device && !(m.isDefault && chosen === ''),
    );
    if (other && view.alarmed) view.alarm(id, true, device, other);
  }
}
