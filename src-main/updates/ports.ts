// What the updates need of others. PURE types.
import type { UpdateOffer } from '../contract/update.ts';

/** What this copy of the app can do with a newer version. */
export type UpdateAbility =
  /** Fetches, checks and installs it. */
  | 'install'
  /** Says that it is there; a package manager or a person installs it. */
  | 'tell'
  /** Not installed from a package: there is nothing to compare with. */
  | 'none';

export interface Updater {
  /** Asks the feed. @returns null when there is nothing newer. Rejects with an AppError. */
  look(signal: AbortSignal): Promise<UpdateOffer | null>;
  /**
   * Fetches what the last look found and checks its digest and, where the system has them, its signature.
   * @param onProgress 0..1 of the bytes
   */
  fetch(onProgress: (fraction: number) => void, signal: AbortSignal): Promise<void>;
  /** Replaces this copy by what was fetched and starts it; the app ends. Rejects when it could not even begin. */
  install(): Promise<void>;
}
