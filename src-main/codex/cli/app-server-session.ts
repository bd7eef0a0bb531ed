// The second road to a model, kept open: a `codex app-server` process that answers turn after turn with deltas, with
// the official program's own login (keyring ones too). Source: openai/codex `app-server/README.md`.
import { spawn } from 'node:child_process';
import { clip } from '../backend/refusal.ts';
import { CodexError, cancelledError } from '../errors.ts';
import { type TemporaryFolder, temporaryFolder } from '../transcribe/temporary-folder.ts';
import { isRecord } from '../transport/read-body.ts';
import { type LineRpc, lineRpc } from './line-rpc.ts';

export interface AppServerSessionOptions {
  /** The program and arguments before `app-server`. Default `['codex']`. */
  readonly command?: readonly string[] | undefined;
  /** Its environment. Default: this process's own. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Becomes the originator upstream. */
  readonly clientName: string;
  readonly clientVersion: string;
  readonly signal?: AbortSignal | undefined;
}

export interface AppServerTurn {
  readonly prompt: string;
  readonly model?: string | undefined;
  readonly effort?: string | undefined;
  readonly instructions?: string | undefined;
  readonly outputSchema?: unknown;
  readonly signal?: AbortSignal | undefined;
}

export interface AppServerSession extends AsyncDisposable {
  /** One question in a thread of its own; the text as it grows. Throws `upstream_error`, `cancelled`. */
  ask(turn: AppServerTurn): AsyncIterable<string>;
  /** Any of the program's read-only methods, such as `account/rateLimits/read` or `model/list`. */
  request(method: string, params?: Readonly<Record<string, unknown>>): Promise<unknown>;
}

/** Throws `login_unsupported` when the program is not installed, `upstream_error` when it does not answer. */
export async function openAppServer(options: AppServerSessionOptions): Promise<AppServerSession> {
  if (options.signal?.aborted) throw cancelledError('Starting the Codex program');
  const folder = await temporaryFolder(undefined);
  const [program = 'codex', ...before] = options.command ?? ['codex'];
  const child = spawn(program, [...before, 'app-server'], {
    cwd: folder.file('.'),
    stdio: ['pipe', 'pipe', 'ignore'], // Its stderr may hold anything; it is not ours to keep.
    windowsHide: true,
    shell: process.platform === 'win32', // npm's shim there is a .cmd file, which only a shell starts.
    ...(options.env === undefined ? {} : { env: { ...options.env } }),
  });
  const rpc = lineRpc(child);
  const gone = Promise.withResolvers<void>();
  child.once('close', () => gone.resolve());
  child.once('error', () => gone.resolve());
  const end = async (): Promise<void> => {
    rpc.close();
    child.stdin.end();
    child.kill();
    await gone.promise;
    await folder[Symbol.asyncDispose]();
  };
  const onAbort = (): void => void child.kill();
  options.signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const { clientName: name, clientVersion: version } = options;
    await rpc.request('initialize', { clientInfo: { name, version } });
    rpc.notify('initialized');
  } catch (thrown) {
    await end();
    throw options.signal?.aborted ? cancelledError('Starting the Codex program') : thrown;
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
  }
  return {
    ask: (turn) => askTurn(rpc, folder, turn),
    request: (method, params = {}) => rpc.request(method, params),
    [Symbol.asyncDispose]: end,
  };
}

type TurnNews = { readonly delta: string } | { readonly end: CodexError | undefined };

async function* askTurn(rpc: LineRpc, folder: TemporaryFolder, turn: AppServerTurn): AsyncGenerator<string> {
  if (turn.signal?.aborted) throw cancelledError('The question');
  const thread = await rpc.request('thread/start', {
    cwd: folder.file('.'),
    approvalPolicy: 'never',
    sandbox: 'read-only',
    ephemeral: true,
    ...(turn.model === undefined ? {} : { model: turn.model }),
    ...(turn.instructions === undefined ? {} : { developerInstructions: turn.instructions }),
  });
  const threadId = idOf(thread, 'thread');
  const news: TurnNews[] = [];
  let wake = Promise.withResolvers<void>();
  const tell = (item: TurnNews): void => {
    news.push(item);
    wake.resolve();
  };
  const stop = rpc.onNotification((method, params) => {
    if (params.threadId !== threadId) return;
    if (method === 'item/agentMessage/delta' && typeof params.delta === 'string') tell({ delta: params.delta });
    if (method === 'turn/completed') tell({ end: turnFailure(params.turn) });
  });
  const onAbort = (): void => tell({ end: cancelledError('The question') });
  turn.signal?.addEventListener('abort', onAbort, { once: true });
  rpc.failure.catch((error: CodexError) => tell({ end: error }));
  let turnId: string | undefined;
  let finished = false;
  try {
    const started = await rpc.request('turn/start', {
      threadId,
      input: [{ type: 'text', text: turn.prompt }],
      ...(turn.effort === undefined ? {} : { effort: turn.effort }),
      ...(turn.outputSchema === undefined ? {} : { outputSchema: turn.outputSchema }),
    });
    turnId = idOf(started, 'turn');
    for (;;) {
      const item = news.shift();
      if (item === undefined) {
        await wake.promise;
        wake = Promise.withResolvers<void>();
      } else if ('delta' in item) yield item.delta;
      else {
        finished = item.end === undefined || item.end.code !== 'cancelled';
        if (item.end !== undefined) throw item.end;
        return;
      }
    }
  } finally {
    stop();
    turn.signal?.removeEventListener('abort', onAbort);
    // Given up in the middle: the model need not think on.
    if (!finished && turnId !== undefined) rpc.request('turn/interrupt', { threadId, turnId }).catch(() => undefined);
  }
}

function turnFailure(turn: unknown): CodexError | undefined {
  const status = isRecord(turn) ? turn.status : undefined;
  if (status === 'completed') return undefined;
  const error = isRecord(turn) && isRecord(turn.error) ? turn.error.message : undefined;
  const why = typeof error === 'string' ? clip(error) : 'it gave no reason';
  return new CodexError('upstream_error', `The Codex program could not answer: ${why}`);
}

function idOf(answer: unknown, name: string): string {
  const inner = isRecord(answer) ? answer[name] : undefined;
  const id = isRecord(inner) ? inner.id : isRecord(answer) ? answer[`${name}Id`] : undefined;
  if (typeof id === 'string') return id;
  throw new CodexError('invalid_response', `The Codex program named no ${name}; it may be too old or too new.`);
}
