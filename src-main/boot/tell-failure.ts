// A failure that nobody waits for becomes a notice: the pill shows it, and a notification where they are allowed. It goes
// after a while, but not because anything was tried again: nothing is sent here that could be.
import { type AppError, errorReport } from '../contract/app-error.ts';
import type { AppState } from '../contract/state.ts';
import type { StateStore } from '../lib/state-store.ts';

export function tellFailure(state: StateStore<AppState>, thrown: AppError): void {
  const notice = { kind: 'failed' as const, error: errorReport(thrown), mendsItself: false, until: Date.now() + 6000 };
  state.update((now) => ({ ...now, notice }));
  setTimeout(() => state.update((now) => (now.notice === notice ? { ...now, notice: null } : now)), 6000).unref();
}
