// The body of a Responses request as callers write it.

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };
export type JsonObject = { readonly [name: string]: JsonValue };

/** The public API's fields. Those that the backend refuses are dropped, unless dropping would change the meaning. */
export interface ResponsesBody {
  readonly [field: string]: unknown;
  /** Default: the first model of the account's list. */
  readonly model?: string | undefined;
  /** Text, or a list of items. */
  readonly input: string | readonly unknown[];
  readonly instructions?: string | null | undefined;
  readonly tools?: readonly unknown[] | undefined;
}

export interface CompactedInput {
  /** Items to use as the next request's input. */
  readonly output: readonly Record<string, unknown>[];
  readonly requestId?: string;
}
