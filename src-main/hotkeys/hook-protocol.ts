// What the key hook's process and the app say to each other: small objects, checked on arrival. Nothing about keys other
// than the watched ones ever crosses. PURE.

export interface Watch {
  /** The app's word for it: "dictate", "cancel". */
  readonly id: string;
  /** In accelerator grammar, or a single modifier's code. */
  readonly accelerator: string;
  /** Counts with whatever modifiers are held (Escape while the hotkey is down). */
  readonly anyModifiers?: boolean;
}

export type ToHook =
  | { readonly type: 'watch'; readonly watches: readonly Watch[] }
  /** Sleep, lock: whatever was down counts as up. */
  | { readonly type: 'reset' }
  | { readonly type: 'ping' };

export type HookFailure = 'not-installed' | 'no-display' | 'wayland' | 'refused';

/** What a watched key did. */
export interface HookSign {
  readonly id: string;
  /** `held`: it was down already when it was watched for the first time; its press was not seen, its release will be. */
  readonly kind: 'down' | 'up' | 'combo' | 'held';
  /** The key's state was asked for, so no release can be an artefact of auto-repeat. */
  readonly sure: boolean;
  /** When it happened, not when it was told: milliseconds on the system's monotonic clock (event-time.ts). */
  readonly at: number;
}

export type FromHook =
  | { readonly type: 'ready' }
  /** The last list is in force; the ids of what is watched. */
  | { readonly type: 'watching'; readonly ids: readonly string[] }
  | { readonly type: 'failed'; readonly why: HookFailure; readonly detail: string }
  | ({ readonly type: 'key' } & HookSign)
  | { readonly type: 'pong' };

export function readFromHook(message: unknown): FromHook | null {
  if (!isRecord(message)) return null;
  switch (message.type) {
    case 'ready':
    case 'pong':
      return { type: message.type };
    case 'watching':
      return { type: 'watching', ids: Array.isArray(message.ids) ? message.ids.map(String) : [] };
    case 'failed':
      return { type: 'failed', why: readFailure(message.why), detail: String(message.detail) };
    case 'key':
      if (typeof message.id !== 'string' || !isKind(message.kind)) return null;
      if (typeof message.at !== 'number' || !Number.isFinite(message.at)) return null;
      return { type: 'key', id: message.id, kind: message.kind, sure: message.sure === true, at: message.at };
    default:
      return null;
  }
}

export function readToHook(message: unknown): ToHook | null {
  if (!isRecord(message)) return null;
  if (message.type === 'ping' || message.type === 'reset') return { type: message.type };
  if (message.type !== 'watch' || !Array.isArray(message.watches)) return null;
  const watches: Watch[] = [];
  for (const watch of message.watches as unknown[]) {
    if (!isRecord(watch) || typeof watch.id !== 'string' || typeof watch.accelerator !== 'string') return null;
    watches.push({ id: watch.id, accelerator: watch.accelerator, anyModifiers: watch.anyModifiers === true });
  }
  return { type: 'watch', watches };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isKind = (value: unknown): value is HookSign['kind'] =>
  value === 'down' || value === 'up' || value === 'combo' || value === 'held';

function readFailure(why: unknown): HookFailure {
  return why === 'not-installed' || why === 'no-display' || why === 'wayland' ? why : 'refused';
}
