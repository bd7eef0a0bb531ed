// The sending half of a dictation: what was spoken becomes text, and the text stands in the row before anybody gets it.
// Live takes are sent while they are spoken; discarded ones that are wanted after all, from their stored audio.
import { AppError, toAppError } from '../contract/app-error.ts';
import { type DictationParts, segmentsAtOnce } from './dictation-ports.ts';
import { type Heard, staysPractice, timingsAfterKeyUp, transcribeStored } from './transcription.ts';

export class SendingSide {
  readonly #parts: DictationParts;

  constructor(parts: DictationParts) {
    this.#parts = parts;
  }

  /** The rest of a take that was just closed. */
  async live(id: string): Promise<void> {
    const session = this.#parts.desk.session(id);
    if (session) await this.#hear(id, session.abort.signal, () => session.live.finish());
  }

  /** Undo of a discard. */
  async stored(id: string): Promise<void> {
    const { ports, view, desk, dispatch } = this.#parts;
    const take = ports.takes.get(id);
    if (!take) {
      dispatch({ type: 'failed', id, error: new AppError('take_not_found', 'The take is gone.') });
      return;
    }
    const settings = ports.settings();
    const abort = new AbortController();
    const practice = staysPractice(take, settings.practice);
    desk.reopen(id, abort);
    // Before anything is sent: if the app dies from here on, the take is among those that the next start sends.
    ports.takes.transcribing(id);
    await this.#hear(
      id,
      abort.signal,
      () =>
        transcribeStored(ports, take, {
          language: take.language ?? settings.language,
          practice,
          segments: settings.segments,
          atOnce: segmentsAtOnce,
          signal: abort.signal,
          onProgress: (sent) => view.progress(id, sent),
        }),
      practice,
    );
  }

  /** @param practice who hears it, where that may be another one than at the take's begin */
  async #hear(id: string, signal: AbortSignal, listen: () => Promise<Heard>, practice?: boolean): Promise<void> {
    const { ports, desk, dispatch } = this.#parts;
    try {
      const heard = await listen();
      if (signal.aborted) return;
      if (heard.kind === 'empty') {
        ports.takes.empty(id, heard.reason);
        dispatch({ type: 'nothing', id, reason: heard.reason });
        return;
      }
      const keyUpAt = desk.session(id)?.keyUpAt ?? null;
      const { sent } = heard;
      const timings = keyUpAt === null ? { sentBytes: sent.sentBytes } : timingsAfterKeyUp(keyUpAt, sent);
      ports.takes.done(id, { text: heard.text, timings, ...(practice === undefined ? {} : { practice }) });
      ports.log('take transcribed', { take: id, ...timings });
      dispatch({ type: 'heard', id, text: heard.text });
    } catch (thrown) {
      if (signal.aborted) return;
      const error = toAppError(thrown);
      ports.takes.failed(id, error);
      dispatch({ type: 'failed', id, error });
    }
  }
}
