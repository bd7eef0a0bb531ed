// What the client says about models. The live list comes from the backend; nothing here is promised by anybody.

export interface ReasoningLevel {
  readonly effort: string;
  readonly description: string;
}

export interface ModelEntry {
  /** What a request names. */
  readonly slug: string;
  readonly displayName: string;
  readonly description: string;
  /** `list`: for pickers; `hide`: works, not shown; `none`: not for use. */
  readonly visibility: 'list' | 'hide' | 'none';
  readonly supportedInApi: boolean;
  /** Lower comes first. */
  readonly priority: number;
  readonly defaultReasoningLevel?: string;
  readonly reasoningLevels: readonly ReasoningLevel[];
  readonly supportsVerbosity: boolean;
  /** Tokens. */
  readonly contextWindow?: number;
  readonly inputModalities: readonly string[];
  /** The request must have the "lite" shape. */
  readonly lite: boolean;
}

export interface ModelList {
  readonly models: readonly ModelEntry[];
  /** `live`: just fetched; `cache`: fetched earlier; `bundled`: from this program's own list, which may be old. */
  readonly source: 'live' | 'cache' | 'bundled';
  /** When the list was true, in milliseconds since 1970. */
  readonly asOfMs: number;
  readonly etag?: string;
}
