// What a test tells the fake bridge before the page is opened, and what it can do with it then.
import type { ErrorReport } from '../../../src-main/contract/app-error.ts';
import type { CommandName, LastWindow } from '../../../src-main/contract/commands.ts';
import type { Diagnosis } from '../../../src-main/contract/doctor.ts';
import type { AppEvents, Bridge, EventName, FileJob } from '../../../src-main/contract/events.ts';
import type { Settings } from '../../../src-main/contract/settings.ts';
import type { AppState } from '../../../src-main/contract/state.ts';
import type { Take } from '../../../src-main/contract/take.ts';

export interface FakeOptions {
  /** How many done takes. */
  readonly rows?: number;
  readonly specimens?: boolean;
  readonly live?: boolean;
  readonly longText?: boolean;
  readonly settings?: { readonly [S in keyof Settings]?: Partial<Settings[S]> };
  readonly state?: Partial<AppState>;
  readonly jobs?: readonly FileJob[];
  readonly doctor?: readonly Diagnosis[];
  readonly lastWindow?: LastWindow;
  readonly platform?: Bridge['platform'];
  /** Milliseconds that every answer takes. */
  readonly delayMs?: number;
}

export interface FakeControl {
  readonly calls: { readonly name: string; readonly input: unknown }[];
  emit<N extends EventName>(name: N, payload: AppEvents[N]): void;
  state(change: Partial<AppState>): void;
  jobs(list: readonly FileJob[]): void;
  /** The next call of this command is refused. */
  refuse(name: CommandName, error: ErrorReport): void;
  takes(): readonly Take[];
  settings(): Settings;
  /** When the bridge was there, on the page's clock. */
  readonly readyAt: number;
  add(take: Partial<Take>): void;
}

declare global {
  interface Window {
    fake: FakeControl;
    fakeOptions?: FakeOptions;
  }
}
