// The one table from commands to what they do. Window, tray, command line and REST all end here, so that the same command
// behaves the same at every door. Services are handed in; nothing here knows Electron.
import type { CommandInput, CommandName, CommandOutput } from '../contract/commands.ts';

/** The parsed input of each command, as the schema gives it. */
export type Handlers = {
  readonly [N in CommandName]: (input: NonNullable<CommandInput<N>>) => Promise<CommandOutput<N>> | CommandOutput<N>;
};

/** @returns what dispatches: unknown names and inputs were refused at the door. */
export function createDispatch(handlers: Handlers): (name: CommandName, input: unknown) => Promise<unknown> {
  return async (name, input) => {
    // The door parsed `input` with the schema of `name`; the map's type ties the two together.
    const handler = handlers[name] as (input: unknown) => unknown;
    return await handler(input ?? {});
  };
}
