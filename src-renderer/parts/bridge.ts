// The page's end of the one door: typed commands out, typed events in. Knows the contract's types, none of its values,
// so that no schema library lands in the page.
import type { ErrorReport } from '../../src-main/contract/app-error.ts';
import type { CommandInput, CommandName, CommandOutput, Outcome } from '../../src-main/contract/commands.ts';
import type { AppEvents, Bridge, EventName } from '../../src-main/contract/events.ts';

declare global {
  interface Window {
    readonly sotto: Bridge;
  }
}

/** An expected failure of a command, with its code and the sentence for a person. */
export class CommandError extends Error {
  readonly report: ErrorReport;
  constructor(report: ErrorReport) {
    super(report.message);
    this.report = report;
  }
}

type Arguments<N extends CommandName> =
  undefined extends CommandInput<N> ? [input?: CommandInput<N>] : [input: CommandInput<N>];

/** @throws CommandError for everything that the main process refuses. */
export async function rpc<N extends CommandName>(name: N, ...[input]: Arguments<N>): Promise<CommandOutput<N>> {
  const outcome = (await window.sotto.rpc(name, input)) as Outcome<CommandOutput<N>>; // the contract's promise for this name
  if (!outcome.ok) throw new CommandError(outcome.error);
  return outcome.value;
}

/** @returns the way to stop listening. */
export function on<N extends EventName>(name: N, listener: (payload: AppEvents[N]) => void): () => void {
  return window.sotto.on(name, listener as (payload: never) => void); // the contract's payload for this name
}

type FailureListener = (report: ErrorReport) => void;
let failed: FailureListener = () => {};

/** Who shows the failures of `run`: the window's toasts. */
export function onFailure(listener: FailureListener): void {
  failed = listener;
}

/** For buttons: sends a command and shows a failure instead of throwing. @returns undefined when it failed. */
export async function run<N extends CommandName>(
  name: N,
  ...input: Arguments<N>
): Promise<CommandOutput<N> | undefined> {
  try {
    return await rpc(name, ...input);
  } catch (thrown) {
    if (!(thrown instanceof CommandError)) throw thrown;
    failed(thrown.report);
    return undefined;
  }
}

export const platform = (): Bridge['platform'] => window.sotto.platform;
