// A system notification when a take needs the user; the overlay may be off or out of sight. Never the transcript.
import { Notification } from 'electron';
import type { AppState } from '../contract/state.ts';
import { type Locale, spokenError, words } from './words.ts';

export class FailureNotifier {
  #told: AppState['notice'] = null;
  readonly #onClick: (takeId: string | undefined) => void;

  constructor(onClick: (takeId: string | undefined) => void) {
    this.#onClick = onClick;
  }

  follow(state: AppState, locale: Locale, allowed: boolean): void {
    const { notice } = state;
    if (notice === this.#told) return;
    this.#told = notice;
    if (!allowed || notice?.kind !== 'failed' || !Notification.isSupported()) return;
    const { title, sentence } = spokenError(notice.error, locale);
    const kept = notice.takeId === undefined ? '' : ` ${words[locale].takeKept}`;
    const notification = new Notification({
      title,
      body: `${sentence}${kept}`,
      silent: true,
    });
    notification.on('click', () => this.#onClick(notice.takeId));
    notification.show();
  }
}
