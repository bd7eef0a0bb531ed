// The few globals of a page that the injected code uses. Typed here, because the project's main-process code must not see the
// DOM's types.

export interface PageEvent {
  readonly detail: never;
}

export interface PageGlobals {
  readonly top: unknown;
  readonly CustomEvent: new (type: string, init: { detail: unknown }) => PageEvent;
  readonly DOMException: new (message: string, name: string) => Error;
  readonly MediaDevices?: { readonly prototype: { getUserMedia: (constraints?: MediaWish) => Promise<unknown> } };
  readonly Permissions?: { readonly prototype: { query: (wish: { name: string }) => Promise<unknown> } };
  readonly document: { readonly baseURI: string };
  open: (url?: string, name?: string) => unknown;
  addEventListener(type: string, listener: (event: PageEvent) => void, options?: { once: boolean }): void;
  removeEventListener(type: string, listener: (event: PageEvent) => void): void;
  dispatchEvent(event: PageEvent): boolean;
  /** Bindings of the DevTools protocol and hooks that the host calls; only in the preload world. */
  __electronHostPost: (text: string) => void;
  __electronHostDispatch: (text: string) => void;
  __electronHostQuestion: { kind: string; payload: string; object: unknown; answer: unknown } | undefined;
}

/** A click, as far as it may open a window. */
export interface PageClick {
  readonly defaultPrevented: boolean;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly button: number;
  composedPath(): readonly { readonly tagName?: string; readonly href?: string; readonly target?: string }[];
  preventDefault(): void;
}

export interface MediaWish {
  readonly audio?: unknown;
  readonly video?: unknown;
}
