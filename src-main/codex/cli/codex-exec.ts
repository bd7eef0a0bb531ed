// The second road to a model: one question through `codex exec`, with the flags of today's program. It is a whole agent
// turn, so it takes seconds and costs more of the plan than a direct request; it works where that one does not.
// Source: openai/codex `exec/src/cli.rs`, `exec/src/exec_events.rs`.
import { writeFile } from 'node:fs/promises';
import { runProgram } from '../../lib/run-program.ts';
import { clip } from '../backend/refusal.ts';
import { CodexError, cancelledError } from '../errors.ts';
import { temporaryFolder } from '../transcribe/temporary-folder.ts';
import { isRecord, parseJson } from '../transport/read-body.ts';

export interface CodexExecOptions {
  /** Goes in over standard input: never in the list of processes. */
  readonly prompt: string;
  readonly model?: string | undefined;
  /** Default `low`. */
  readonly effort?: string | undefined;
  /** JSON schema of the answer. */
  readonly outputSchema?: unknown;
  /** The program and arguments before `exec`. Default `['codex']`. */
  readonly command?: readonly string[] | undefined;
  /** Its environment: it needs PATH, HOME, CODEX_HOME. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Who we say we are upstream. */
  readonly originator?: string | undefined;
  /** Default two minutes. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface CodexExecResult {
  /** The last message of the agent. */
  readonly text: string;
  readonly threadId?: string;
  /** Tokens, as the program counts them. */
  readonly usage?: Readonly<Record<string, unknown>>;
}

const longestOutputBytes = 32 * 1024 * 1024;

/**
 * Runs in an empty folder, read-only, without the user's configuration, keeping no session.
 * Throws `login_unsupported` when the program is not installed, `upstream_error` when the turn failed,
 * `upstream_timeout`, `invalid_response`, `cancelled`.
 */
export async function codexExec(options: CodexExecOptions): Promise<CodexExecResult> {
  await using folder = await temporaryFolder(undefined);
  const [program = 'codex', ...before] = options.command ?? ['codex'];
  const effort = options.effort ?? 'low';
  if (!/^[a-z]+$/.test(effort)) throw new CodexError('settings_invalid', `${clip(effort, 40)} is no reasoning effort.`);
  const schema =
    options.outputSchema === undefined
      ? []
      : ['--output-schema', await writeSchema(folder.file('schema.json'), options.outputSchema)];
  const args = [
    ...before,
    ...['exec', '--json', '--ephemeral', '--skip-git-repo-check', '--sandbox', 'read-only', '--ignore-user-config'],
    ...['-C', folder.file('.'), '--color', 'never', '-c', `model_reasoning_effort="${effort}"`],
    ...(options.model === undefined ? [] : ['-m', options.model]),
    ...schema,
    '-',
  ];
  const originator = options.originator === undefined ? {} : { CODEX_INTERNAL_ORIGINATOR_OVERRIDE: options.originator };
  const result = await runProgram(program, args, {
    input: options.prompt,
    timeoutMs: options.timeoutMs ?? 120_000,
    maxOutputBytes: longestOutputBytes,
    env: { ...options.env, ...originator },
    cwd: folder.file('.'),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  if (result.kind === 'aborted') throw cancelledError('Asking the Codex program');
  if (result.kind === 'missing') {
    throw new CodexError(
      'login_unsupported',
      'The official Codex program is not installed; install it or ask directly.',
    );
  }
  if (result.kind === 'timeout')
    throw new CodexError('upstream_timeout', 'The Codex program did not answer in time; try again.');
  return readEvents(result.stdout.toString('utf8'), result.code);
}

/** JSON lines: the answer is the last agent message of a completed turn; `error` lines may be notices only. */
function readEvents(output: string, exitCode: number | null): CodexExecResult {
  let text: string | undefined;
  let threadId: string | undefined;
  let usage: Readonly<Record<string, unknown>> | undefined;
  let complaint = '';
  for (const line of output.split('\n')) {
    const event = parseJson(line);
    if (!isRecord(event)) continue;
    if (event.type === 'thread.started' && typeof event.thread_id === 'string') threadId = event.thread_id;
    if (event.type === 'turn.completed' && isRecord(event.usage)) usage = event.usage;
    if (event.type === 'error' && typeof event.message === 'string') complaint = event.message;
    if (event.type === 'turn.failed' && isRecord(event.error)) complaint = String(event.error.message ?? '');
    const item = event.type === 'item.completed' && isRecord(event.item) ? event.item : undefined;
    if (item?.type === 'agent_message' && typeof item.text === 'string') text = item.text;
  }
  if (exitCode !== 0) {
    const why = complaint === '' ? `it ended with ${exitCode}` : clip(complaint);
    throw new CodexError('upstream_error', `The Codex program could not answer: ${why}`);
  }
  if (text === undefined)
    throw new CodexError('invalid_response', 'The Codex program ended without an answer; try again.');
  return { text, ...(threadId === undefined ? {} : { threadId }), ...(usage === undefined ? {} : { usage }) };
}

async function writeSchema(path: string, schema: unknown): Promise<string> {
  await writeFile(path, JSON.stringify(schema), { mode: 0o600 });
  return path;
}
