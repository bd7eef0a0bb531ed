// What is known of a newer version, as the window and the tray show it. PURE.
import type { ErrorReport } from './app-error.ts';

/** A newer version; `notes` are plain text, bounded, never markup. */
export interface UpdateOffer {
  readonly version: string;
  readonly notes: string;
}

export type UpdateState =
  /** The setting is off: nothing is asked, nothing is loaded. */
  | { readonly kind: 'off' }
  /** The setting is on, but this copy was not installed from a package: there is nothing to compare with. */
  | { readonly kind: 'unpackaged' }
  /** Will look at its time, or when the running take has ended. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'checking' }
  | { readonly kind: 'none' }
  /** `install`: Sotto can fetch and install it. Otherwise the system's package manager, or a person, does. */
  | {
      readonly kind: 'available';
      readonly offer: UpdateOffer;
      readonly install: boolean;
      /** Why fetching or installing it failed just now. */
      readonly error?: ErrorReport;
    }
  /** `fraction`: 0..1 of the bytes. */
  | { readonly kind: 'downloading'; readonly offer: UpdateOffer; readonly fraction: number }
  /** Fetched and checked; installed only by the user's word. */
  | { readonly kind: 'ready'; readonly offer: UpdateOffer }
  | { readonly kind: 'installing'; readonly offer: UpdateOffer }
  /** The question itself failed. */
  | { readonly kind: 'failed'; readonly error: ErrorReport };
