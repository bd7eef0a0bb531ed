// Runs dictations: feeds the machine with what ports report and carries out what it asks for. Order of things at
// key-down: microphone, row, file, listener, and only then the window of the user and the connection. Save before
// deliver: audio before row, row before upload, text before paste. Knows ports and the app's state, no Electron.
import { AppError, errorReport, toAppError } from '../contract/app-error.ts';
import { errorFacts } from '../contract/error-table.ts';
import type { AppState, Hold, Microphone } from '../contract/state.ts';
import type { Take } from '../contract/take.ts';
import type { StateStore } from '../lib/state-store.ts';
import { Capture } from './capture.ts';
import { DictationView, noticeMs } from './dictation-view.ts';
import {
  type Effect,
  idleMachine,
  listeningRun,
  type MachineEvent,
  type MachineState,
  phaseOf,
  step,
} from './machine.ts';
import type { Cues, Inserter, InsertionTarget, PostRoll, PostRollOptions, Recorder, TakeWriter } from './ports.ts';
import {
  type Heard,
  LiveTranscription,
  type TranscriptionPorts,
  timingsAfterKeyUp,
  transcribeStored,
} from './transcription.ts';

export interface DictationSettings {
  readonly device: string;
  readonly sampleRate: 16000 | 24000;
  readonly language: string;
  readonly segments: boolean;
  readonly postRollMs: number;
  readonly practice: boolean;
}

export interface DictationPorts extends TranscriptionPorts {
  readonly recorder: Recorder;
  readonly inserter: Inserter;
  readonly cues: Cues;
  readonly postRoll: (options: PostRollOptions) => PostRoll;
  readonly microphones: () => Promise<readonly Microphone[]>;
  readonly state: StateStore<AppState>;
  readonly settings: () => DictationSettings;
  /** Bars for the pill, each 0..1. */
  readonly onLevel: (bar: number) => void;
  /** A take reached its end (done, empty, failed or discarded): retry queue, retention and the list want to know. */
  readonly onSettled: (take: Take) => void;
  readonly log: (event: string, facts: Readonly<Record<string, unknown>>) => void;
}

const segmentsAtOnce = 3;

interface Session {
  readonly id: string;
  readonly keyDownAt: number;
  readonly capture: Capture;
  readonly live: LiveTranscription;
  readonly writer: TakeWriter;
  readonly abort: AbortController;
  readonly target: Promise<InsertionTarget>;
  keyUpAt: number | null;
  firstSampleAt: number | null;
}

export class Dictation implements AsyncDisposable {
  readonly #ports: DictationPorts;
  readonly #view: DictationView;
  #machine: MachineState = idleMachine;
  readonly #sessions = new Map<string, Session>();
  /** The windows of discarded takes: Undo still knows where the text was meant to go. */
  readonly #targets = new Map<string, Promise<InsertionTarget>>();
  readonly #aborts = new Map<string, AbortController>();
  readonly #work = new Set<Promise<void>>();
  #disposed = false;

  constructor(ports: DictationPorts) {
    this.#ports = ports;
    this.#view = new DictationView(ports.state, ports.clock);
  }

  /** Key-down. Nothing happens while a take is being recorded already. */
  start(hold: Hold = 'hands-free'): void {
    if (this.#disposed || listeningRun(this.#machine)) return;
    const session = this.#open();
    this.#view.notice(null);
    this.#dispatch({ type: 'start', id: session.id, hold });
    this.#track(this.#record(session));
    this.#track(this.#describe(session));
    this.#ports.transcriber.warm();
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

  /** The pill's button during the dead-microphone alarm: the same take goes on with the other microphone. */
  useNextMicrophone(): void {
    const run = listeningRun(this.#machine);
    const next = this.#ports.state.get().dictation?.alarm?.next;
    if (run && next) this.#sessions.get(run.id)?.capture.switchTo(next.id);
  }

  dismissNotice(): void {
    this.#view.notice(null);
  }

  /** A recording that runs is closed and kept; what is in flight stays in the row and is sent at the next start. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    this.#view.close();
    for (const abort of this.#aborts.values()) abort.abort();
    for (const session of this.#sessions.values()) session.capture.stop();
    await Promise.allSettled(this.#work);
  }

  // --- machine -----------------------------------------------------------------------------------------------------

  #dispatch(event: MachineEvent): void {
    const { state, effects } = step(this.#machine, event);
    this.#machine = state;
    const run = listeningRun(state) ?? state.runs[0] ?? null;
    const session = run && this.#sessions.get(run.id);
    this.#view.show(phaseOf(state), run, session?.capture.device ?? '', session?.firstSampleAt ?? null);
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: Effect): void {
    switch (effect.do) {
      case 'open':
        break; // opened before the machine was asked: the microphone comes first
      case 'close': {
        const session = this.#sessions.get(effect.id);
        if (session) session.keyUpAt = this.#ports.clock.now();
        session?.capture.finish();
        break;
      }
      case 'discard':
        this.#track(this.#discard(effect.id));
        break;
      case 'abort':
        this.#aborts.get(effect.id)?.abort();
        break;
      case 'transcribe':
        this.#track(effect.stored ? this.#transcribeStored(effect.id) : this.#transcribeLive(effect.id));
        break;
      case 'deliver':
        this.#track(this.#deliver(effect.id, effect.text));
        break;
      case 'tell-nothing': {
        const device = this.#sessions.get(effect.id)?.capture.device ?? this.#ports.takes.get(effect.id)?.device ?? '';
        const silent = effect.reason === 'no-frames' || effect.reason === 'digital-silence';
        this.#view.notice({
          kind: 'nothing-heard',
          takeId: effect.id,
          device,
          silent,
          until: this.#view.in(noticeMs.nothing),
        });
        this.#end(effect.id);
        break;
      }
      case 'tell-failed':
        this.#tellFailed(effect.id, effect.error);
        break;
    }
  }

  // --- recording ---------------------------------------------------------------------------------------------------

  #open(): Session {
    const { recorder, clock, takes } = this.#ports;
    const keyDownAt = clock.now();
    const settings = this.#ports.settings();
    const capture = new Capture({
      recorder,
      device: settings.device,
      sampleRate: settings.sampleRate,
      postRoll: (trailingQuietMs) =>
        this.#ports.postRoll({ maxMs: settings.postRollMs, sampleRate: settings.sampleRate, trailingQuietMs }),
      onFirstSample: (at) => this.#firstSample(session, at),
      onReopened: (death, device) => {
        this.#ports.log('recorder reopened', { take: session.id, code: death.code });
        this.#view.device(device);
      },
    });
    const writer = takes.begin({
      source: 'dictation',
      sampleRate: settings.sampleRate,
      ...(settings.language ? { language: settings.language } : {}),
      ...(settings.practice ? { practice: true } : {}),
    });
    const { id } = writer;
    const abort = new AbortController();
    const live = new LiveTranscription(this.#ports, id, settings.sampleRate, {
      language: settings.language,
      segments: settings.segments,
      atOnce: segmentsAtOnce,
      signal: abort.signal,
      onProgress: (sent) => this.#view.progress(id, sent),
    });
    const target = this.#ports.inserter.target();
    const session: Session = {
      id,
      keyDownAt,
      capture,
      live,
      writer,
      abort,
      target,
      keyUpAt: null,
      firstSampleAt: null,
    };
    this.#sessions.set(id, session);
    this.#targets.set(id, target);
    this.#aborts.set(id, abort);
    live.listener.onLevel = this.#ports.onLevel;
    live.listener.onSilenceAlarm = (silent) => this.#alarm(session, silent);
    return session;
  }

  #firstSample(session: Session, at: number): void {
    session.firstSampleAt = at;
    this.#ports.cues.play('start');
    this.#dispatch({ type: 'first-sample', id: session.id });
  }

  async #record(session: Session): Promise<void> {
    const { id, capture, live, writer } = session;
    const end = await capture.run(writer, live.listener, (stalled) => this.#alarm(session, stalled));
    const take = this.#finishTake(session);
    this.#ports.takes.describe(id, { device: capture.device });
    if (writer.trouble) this.#view.problem('storage', writer.trouble);
    if (session.abort.signal.aborted) {
      live.abandon();
    } else if (end.kind === 'died') {
      live.abandon();
      this.#ports.takes.failed(id, end.error);
      this.#view.problem('recorder', end.error);
      this.#dispatch({ type: 'captured', id, failure: end.error });
    } else {
      this.#view.solved('recorder');
      this.#ports.log('take recorded', { take: id, durationMs: take.durationMs, recorder: capture.recorder });
      // A recording that ended although the key is held (quit, sleep) is treated like a key-up.
      session.keyUpAt ??= this.#ports.clock.now();
      this.#dispatch({ type: 'captured', id });
    }
  }

  #finishTake(session: Session): Take {
    const { firstSampleAt, keyDownAt, keyUpAt } = session;
    return session.writer.finish({
      ...(firstSampleAt === null ? {} : { keyDownToFirstSample: firstSampleAt - keyDownAt }),
      ...(keyUpAt === null ? {} : { keyUpToRecorded: this.#ports.clock.now() - keyUpAt }),
    });
  }

  async #describe(session: Session): Promise<void> {
    const target = await session.target;
    if (target.name) this.#ports.takes.describe(session.id, { target: target.name });
    this.#view.target(session.id, target.name);
  }

  async #discard(id: string): Promise<void> {
    const session = this.#sessions.get(id);
    this.#aborts.get(id)?.abort();
    session?.capture.stop();
    if (session) this.#finishTake(session);
    const take = this.#ports.takes.discarded(id);
    this.#view.notice({ kind: 'discarded', takeId: id, until: this.#view.in(noticeMs.discarded) });
    this.#sessions.delete(id);
    this.#aborts.delete(id);
    this.#ports.onSettled(take);
  }

  #alarm(session: Session, silent: boolean): void {
    const { id, capture } = session;
    this.#view.alarm(id, silent, capture.device);
    if (silent) this.#track(this.#offerNext(id, capture.device));
  }

  async #offerNext(id: string, device: string): Promise<void> {
    const chosen = this.#ports.settings().device;
    const all = await this.#ports.microphones();
    const other = all.find(
      (m) => m.id !== '' && m.id !== chosen && m.label !== device && !(m.isDefault && chosen === ''),
    );
    if (other && this.#view.alarmed) this.#view.alarm(id, true, device, other);
  }

  // --- sending -----------------------------------------------------------------------------------------------------

  async #transcribeLive(id: string): Promise<void> {
    const session = this.#sessions.get(id);
    if (session) await this.#hear(id, session.abort.signal, () => session.live.finish());
  }

  async #transcribeStored(id: string): Promise<void> {
    const take = this.#ports.takes.get(id);
    if (!take) {
      this.#dispatch({ type: 'failed', id, error: new AppError('take_not_found', 'The take is gone.') });
      return;
    }
    const settings = this.#ports.settings();
    const abort = new AbortController();
    this.#aborts.set(id, abort);
    await this.#hear(id, abort.signal, () =>
      transcribeStored(this.#ports, take, {
        language: take.language ?? settings.language,
        segments: settings.segments,
        atOnce: segmentsAtOnce,
        signal: abort.signal,
        onProgress: (sent) => this.#view.progress(id, sent),
      }),
    );
  }

  async #hear(id: string, signal: AbortSignal, listen: () => Promise<Heard>): Promise<void> {
    try {
      const heard = await listen();
      if (signal.aborted) return;
      if (heard.kind === 'empty') {
        this.#ports.takes.empty(id, heard.reason);
        this.#dispatch({ type: 'nothing', id, reason: heard.reason });
        return;
      }
      const keyUpAt = this.#sessions.get(id)?.keyUpAt ?? null;
      const { sent } = heard;
      const timings = keyUpAt === null ? { sentBytes: sent.sentBytes } : timingsAfterKeyUp(keyUpAt, sent);
      this.#ports.takes.done(id, { text: heard.text, timings });
      this.#ports.log('take transcribed', { take: id, ...timings });
      this.#dispatch({ type: 'heard', id, text: heard.text });
    } catch (thrown) {
      if (signal.aborted) return;
      const error = toAppError(thrown);
      this.#ports.takes.failed(id, error);
      this.#dispatch({ type: 'failed', id, error });
    }
  }

  // --- delivering --------------------------------------------------------------------------------------------------

  async #deliver(id: string, text: string): Promise<void> {
    const target: InsertionTarget = (await this.#targets.get(id)) ?? { windowId: '' };
    const startedAt = this.#ports.clock.now();
    try {
      const result = await this.#ports.inserter.insert(text, target, this.#aborts.get(id)?.signal);
      const now = this.#ports.clock.now();
      const keyUpAt = this.#sessions.get(id)?.keyUpAt ?? null;
      const total = keyUpAt === null ? {} : { keyUpToInserted: now - keyUpAt };
      this.#ports.takes.inserted(id, result.insertion, { insertion: now - startedAt, ...total });
      this.#ports.cues.play('stop');
      this.#ports.log('take inserted', { take: id, insertion: result.insertion, ...total });
      this.#view.solved('clipboard');
      if (result.insertion === 'pasted') {
        const into = target.name ? { target: target.name } : {};
        this.#view.notice({ kind: 'pasted', takeId: id, ...into, until: this.#view.in(noticeMs.pasted) });
      } else {
        const reason = result.reason ? { reason: errorReport(result.reason) } : {};
        const until = this.#view.in(noticeMs.copied);
        this.#view.notice({ kind: 'copied', takeId: id, chord: result.chord ?? '', ...reason, until });
      }
    } catch (thrown) {
      const error = toAppError(thrown);
      this.#ports.log('take not inserted', { take: id, code: error.code });
      this.#view.problem('clipboard', error);
      this.#view.notice({ kind: 'failed', takeId: id, error: errorReport(error), mendsItself: false });
    }
    this.#dispatch({ type: 'delivered', id });
    this.#end(id);
  }

  #tellFailed(id: string, error: AppError): void {
    const mendsItself = ['backoff', 'online', 'at-time'].includes(errorFacts(error.code).retry);
    const until = mendsItself ? { until: this.#view.in(noticeMs.mendsItself) } : {};
    this.#ports.cues.play('failed');
    this.#ports.log('take failed', { take: id, code: error.code });
    this.#view.notice({ kind: 'failed', takeId: id, error: errorReport(error), mendsItself, ...until });
    this.#end(id);
  }

  #end(id: string): void {
    this.#sessions.delete(id);
    this.#targets.delete(id);
    this.#aborts.delete(id);
    const take = this.#ports.takes.get(id);
    if (!take) return;
    this.#view.last(take);
    this.#ports.onSettled(take);
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
