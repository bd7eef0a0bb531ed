// When the system is to tell of a failed take: the overlay may be off or out of sight. Never the transcript. No Electron in
// here: show-notification.ts shows it.
import type { AppState } from '../contract/state.ts';
import { type Locale, spokenError, words } from './words.ts';

export interface SystemNotification {
  readonly title: string;
  readonly body: string;
  readonly onClick: () => void;
}

export class FailureNotifier {
  readonly #show: (notification: SystemNotification) => void;
  readonly #onClick: (takeId: string | undefined) => void;
  #told: AppState['notice'] = null;

  constructor(show: (notification: SystemNotification) => void, onClick: (takeId: string | undefined) => void) {
    this.#show = show;
    this.#onClick = onClick;
  }

  /** Once for each failure, in the language and by the setting of that moment. */
  follow(state: AppState, locale: Locale, allowed: boolean): void {
    const { notice } = state;
    if (notice === this.#told) return;
    this.#told = notice;
    if (!allowed || notice?.kind !== 'failed') return;
    const { title, sentence } = spokenError(notice.error, locale);
    const kept = notice.takeId === undefined ? '' : ` ${words[locale].takeKept}`;
    this.#show({ title, body: `${sentence}${kept}`, onClick: () => this.#onClick(notice.takeId) });
  }
}
