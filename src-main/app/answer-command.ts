// A command from outside, answered: garbage in gives a typed error out, never a throw. The schema of the contract parses
// every input; what a handler throws becomes a report without stack or cause.
import { AppError, errorReport, toAppError } from '../contract/app-error.ts';
import { type CommandName, commandInputs, isCommandName, type Outcome } from '../contract/commands.ts';

export type Dispatch = (name: CommandName, input: unknown) => Promise<unknown>;

/** @param onFault told of what is our own fault (code `internal`), for the log. */
export async function answerCommand(
  dispatch: Dispatch,
  name: unknown,
  input: unknown,
  onFault: (name: string, error: AppError) => void = () => undefined,
): Promise<Outcome<unknown>> {
  if (!isCommandName(name)) return failure(new AppError('usage', 'There is no such command.'));
  const parsed = commandInputs[name].safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.join('.') || name;
    return failure(new AppError('invalid_request', `"${where}" can\u2019t be used: ${issue?.message ?? 'invalid'}.`));
  }
  try {
    return { ok: true, value: (await dispatch(name, parsed.data)) ?? null };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'internal') onFault(name, error);
    return failure(error);
  }
}

const failure = (error: AppError): Outcome<never> => ({ ok: false, error: errorReport(error) });
