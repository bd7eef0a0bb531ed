// Carries out what the update machine says: timers, one running piece of work that can be stopped, and the app's state as
// the place where it is seen. Must not know of Electron, feeds or packages.
import { AppError, errorReport, toAppError } from '../contract/app-error.ts';
import type { UpdateState } from '../contract/update.ts';
import type { UpdateAbility, Updater } from './ports.ts';
import { idleMachine, stepUpdate, type UpdateEffect, type UpdateEvent, type UpdateMachine } from './update-machine.ts';

export interface UpdatesOptions {
  readonly ability: UpdateAbility;
  /** Opened at the first look and not before: off must cost nothing. */
  readonly openUpdater: () => Promise<Updater>;
  readonly show: (state: UpdateState) => void;
  readonly log: (event: string, facts?: Readonly<Record<string, unknown>>) => void;
  /** A look, or a fetch of which nothing arrives, is given up after this. */
  readonly patienceMs?: number;
}

type Work = (updater: Updater, signal: AbortSignal, alive: () => void) => Promise<UpdateEvent | null>;

export class Updates implements Disposable {
  readonly #options: UpdatesOptions;
  readonly #patienceMs: number;
  #machine: UpdateMachine;
  #updater: Promise<Updater> | null = null;
  #work: AbortController | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: UpdatesOptions) {
    this.#options = options;
    this.#patienceMs = options.patienceMs ?? 30_000;
    this.#machine = idleMachine(options.ability);
  }

  /** The setting. `atStart`: the first look waits until the app has come to rest. */
  switch(on: boolean, { atStart = false } = {}): void {
    this.#take({ type: 'switched', on, atStart });
  }

  /** Whether a take is being recorded, sent or pasted. */
  set busy(busy: boolean) {
    this.#take({ type: 'busy', busy });
  }

  /** Looks now, or as soon as the running take has ended. @throws {AppError} `updates_off` */
  check(): void {
    this.#mustBeOn();
    this.#take({ type: 'due' });
  }

  /** @throws {AppError} `updates_off`, or `update_missing` when none is there to be fetched */
  fetch(): void {
    this.#mustBeOn();
    const { view } = this.#machine;
    if (view.kind !== 'available' || !view.install)
      throw new AppError('update_missing', 'There is no new version that Sotto could fetch.');
    this.#take({ type: 'fetch' });
  }

  /** @throws {AppError} `updates_off`, `update_missing`, or `busy` while a take is recorded, sent or pasted */
  install(): void {
    this.#mustBeOn();
    if (this.#machine.view.kind !== 'ready')
      throw new AppError('update_missing', 'No new version has been fetched yet.');
    if (this.#machine.busy)
      throw new AppError('busy', 'Sotto can\u2019t restart while a take is being recorded or transcribed.');
    this.#take({ type: 'install' });
  }

  [Symbol.dispose](): void {
    this.#stop();
    this.#unschedule();
  }

  #mustBeOn(): void {
    if (!this.#machine.on) throw new AppError('updates_off', 'Sotto is set not to look for updates.');
  }

  #take(event: UpdateEvent): void {
    const before = this.#machine.view;
    const { machine, effects } = stepUpdate(this.#machine, event);
    this.#machine = machine;
    if (machine.view !== before) {
      if (machine.view.kind !== before.kind) this.#options.log(machine.view.kind, factsOf(machine.view));
      this.#options.show(machine.view);
    }
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: UpdateEffect): void {
    switch (effect.do) {
      case 'look':
        this.#run(async (updater, signal) => {
          const offer = await updater.look(signal);
          return offer ? { type: 'found', offer } : { type: 'nothing' };
        });
        break;
      case 'fetch':
        this.#run(async (updater, signal, alive) => {
          await updater.fetch((fraction) => {
            alive();
            if (!signal.aborted) this.#take({ type: 'progress', fraction });
          }, signal);
          return { type: 'fetched' };
        });
        break;
      case 'install':
        this.#run(async (updater) => {
          await updater.install();
          return null;
        }, Number.POSITIVE_INFINITY);
        break;
      case 'stop':
        this.#stop();
        break;
      case 'schedule':
        this.#unschedule();
        this.#timer = setTimeout(() => this.#take({ type: 'due' }), effect.afterMs).unref();
        break;
      case 'unschedule':
        this.#unschedule();
        break;
    }
  }

  /** One piece of work at a time; what was stopped is not heard any more. */
  #run(work: Work, patienceMs = this.#patienceMs): void {
    this.#stop();
    const controller = new AbortController();
    this.#work = controller;
    void this.#outcome(work, controller.signal, patienceMs).then((event) => {
      if (controller.signal.aborted) return;
      controller.abort(); // ends what a timeout has left running
      this.#work = null;
      if (event) this.#take(event);
    });
  }

  async #outcome(work: Work, signal: AbortSignal, patienceMs: number): Promise<UpdateEvent | null> {
    const late = Promise.withResolvers<never>();
    const tooLate = (): void => late.reject(new AppError('network', 'The update server did not answer in time.'));
    const patience = Number.isFinite(patienceMs) ? setTimeout(tooLate, patienceMs) : null;
    try {
      this.#updater ??= this.#options.openUpdater();
      const done = work(await this.#updater, signal, () => patience?.refresh());
      return await Promise.race([done, late.promise]);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (!signal.aborted) this.#options.log('failed', { code: error.code, cause: error.cause });
      return { type: 'failed', error: errorReport(error) };
    } finally {
      if (patience) clearTimeout(patience);
    }
  }

  #stop(): void {
    this.#work?.abort();
    this.#work = null;
  }

  #unschedule(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

function factsOf(view: UpdateState): Record<string, unknown> {
  return 'offer' in view ? { version: view.offer.version } : {};
}
