// The last part of a dictation: the text into the window that it was meant for, or the word of why there is none.
import { type AppError, errorReport, toAppError } from '../contract/app-error.ts';
import { errorFacts } from '../contract/error-table.ts';
import type { EmptyReason } from '../contract/take.ts';
import type { DictationParts } from './dictation-ports.ts';
import { noticeMs } from './dictation-view.ts';
import type { InsertionResult, InsertionTarget } from './ports.ts';

export class DeliverySide {
  readonly #parts: DictationParts;

  constructor(parts: DictationParts) {
    this.#parts = parts;
  }

  async deliver(id: string, text: string): Promise<void> {
    const { ports, view, desk, dispatch } = this.#parts;
    const target = await desk.target(id);
    const startedAt = ports.clock.now();
    try {
      const result = await ports.inserter.insert(text, target, desk.abortOf(id)?.signal);
      const now = ports.clock.now();
      const keyUpAt = desk.session(id)?.keyUpAt ?? null;
      const total = keyUpAt === null ? {} : { keyUpToInserted: now - keyUpAt };
      ports.takes.inserted(id, result.insertion, { insertion: now - startedAt, ...total });
      ports.cues.play('stop');
      ports.log('take inserted', { take: id, insertion: result.insertion, ...total });
      view.solved('clipboard');
      this.#tellInserted(id, result, target);
    } catch (thrown) {
      const error = toAppError(thrown);
      ports.log('take not inserted', { take: id, code: error.code });
      view.problem('clipboard', error);
      view.notice({ kind: 'failed', takeId: id, error: errorReport(error), mendsItself: false });
    }
    dispatch({ type: 'delivered', id });
    this.#end(id);
  }

  tellNothing(id: string, reason: EmptyReason): void {
    const { ports, view, desk } = this.#parts;
    const device = desk.session(id)?.capture.device ?? ports.takes.get(id)?.device ?? '';
    const silent = reason === 'no-frames' || reason === 'digital-silence';
    view.notice({ kind: 'nothing-heard', takeId: id, device, silent, until: view.in(noticeMs.nothing) });
    this.#end(id);
  }

  tellFailed(id: string, error: AppError): void {
    const { ports, view } = this.#parts;
    const mendsItself = ['backoff', 'online', 'at-time'].includes(errorFacts(error.code).retry);
    const until = mendsItself ? { until: view.in(noticeMs.mendsItself) } : {};
    ports.cues.play('failed');
    ports.log('take failed', { take: id, code: error.code });
    view.notice({ kind: 'failed', takeId: id, error: errorReport(error), mendsItself, ...until });
    this.#end(id);
  }

  #tellInserted(id: string, result: InsertionResult, target: InsertionTarget): void {
    const { view } = this.#parts;
    if (result.insertion === 'pasted') {
      const into = target.name ? { target: target.name } : {};
      view.notice({ kind: 'pasted', takeId: id, ...into, until: view.in(noticeMs.pasted) });
      return;
    }
    const reason = result.reason ? { reason: errorReport(result.reason) } : {};
    const until = view.in(noticeMs.copied);
    view.notice({ kind: 'copied', takeId: id, chord: result.chord ?? '', ...reason, until });
  }

  #end(id: string): void {
    const { ports, view, desk } = this.#parts;
    desk.close(id);
    const take = ports.takes.get(id);
    if (!take) return;
    view.last(take);
    ports.onSettled(take);
  }
}
