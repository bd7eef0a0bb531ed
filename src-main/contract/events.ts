// What the main process tells the pages over the one event channel. PURE.
import { z } from 'zod';
import type { ErrorReport } from './app-error.ts';
import type { Settings } from './settings.ts';
import type { AppState } from './state.ts';

/** One dropped or chosen file on its way into history. */
export interface FileJob {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly state: 'queued' | 'reading' | 'sending' | 'waiting' | 'done' | 'empty' | 'failed' | 'cancelled';
  /** 0..1 of the audio sent. */
  readonly progress: number;
  readonly takeId?: string;
  readonly error?: ErrorReport;
}

export interface AppEvents {
  state: AppState;
  settings: Settings;
  /** Level bars since the last event, oldest first, each 0..1 (already scaled for drawing); at least 20 a second while a microphone is open. */
  levels: { readonly source: 'dictation' | 'monitor'; readonly bars: readonly number[] };
  /** Ids whose rows changed; empty = everything. */
  takes: { readonly ids: readonly string[] };
  files: { readonly jobs: readonly FileJob[] };
  /** The tray or command line asks the window to go somewhere. */
  place: { readonly place: 'history' | 'settings' | 'doctor'; readonly anchor?: string; readonly takeId?: string };
}
export type EventName = keyof AppEvents;

export const eventNames = [
  'state',
  'settings',
  'levels',
  'takes',
  'files',
  'place',
] as const satisfies readonly EventName[];
export const eventEnvelope = z.object({ name: z.enum(eventNames), payload: z.unknown() });

/** What preload.ts exposes as `window.sotto`. */
export interface Bridge {
  rpc(name: string, input?: unknown): Promise<unknown>;
  on(name: EventName, listener: (payload: never) => void): () => void;
  pathForFile(file: unknown): string;
  readonly platform: 'linux' | 'darwin' | 'win32';
}
