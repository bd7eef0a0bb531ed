// Stands for the official program in tests of the second road: `exec` with JSON lines, `app-server` with JSON-RPC lines.
// Written from the protocol's description alone. What it was called with goes to $FAKE_CODEX_NOTE.
import { appendFileSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [command, ...args] = process.argv.slice(2);
const note = process.env.FAKE_CODEX_NOTE;
const say = (message: object): boolean => process.stdout.write(`${JSON.stringify(message)}\n`);
const tell = (fact: object): void => {
  if (note !== undefined) appendFileSync(note, `${JSON.stringify(fact)}\n`);
};

if (command === 'exec') {
  const prompt = readFileSync(0, 'utf8');
  tell({ args, prompt, cwd: process.cwd(), originator: process.env.CODEX_INTERNAL_ORIGINATOR_OVERRIDE });
  process.stderr.write('thinking aloud\n');
  say({ type: 'thread.started', thread_id: 'th_1' });
  say({ type: 'turn.started' });
  say({ type: 'error', message: 'Reconnecting... 1/5' });
  if (prompt === 'hang') setInterval(() => undefined, 1000);
  else if (prompt === 'fail') {
    say({ type: 'turn.failed', error: { message: 'the model is not supported' } });
    process.exitCode = 1;
  } else {
    say({ type: 'item.completed', item: { id: 'i0', type: 'reasoning', text: 'hm' } });
    if (prompt !== 'mute')
      say({ type: 'item.completed', item: { id: 'i1', type: 'agent_message', text: `You said: ${prompt}` } });
    say({ type: 'turn.completed', usage: { input_tokens: 3, output_tokens: 4 } });
  }
} else if (command === 'app-server') {
  let greeted = false;
  createInterface({ input: process.stdin }).on('line', (line) => {
    // Tests send what the protocol says.
    const message = JSON.parse(line) as {
      id?: number;
      method?: string;
      params?: Record<string, unknown>;
      error?: unknown;
    };
    tell(message);
    if (message.method === 'initialize') say({ id: message.id, result: { userAgent: 'fake' } });
    else if (message.method === 'initialized') greeted = true;
    else if (!greeted) say({ id: message.id, error: { code: -32_600, message: 'Not initialized' } });
    else if (message.method === 'thread/start') say({ id: message.id, result: { thread: { id: 'th_1' } } });
    else if (message.method === 'turn/start') turn(message.id, message.params ?? {});
    else if (message.method === 'account/rateLimits/read') say({ id: message.id, result: { rateLimits: {} } });
    else if (message.method === 'turn/interrupt') say({ id: message.id, result: {} });
    else if (message.method !== undefined)
      say({ id: message.id, error: { code: -32_601, message: 'Method not found' } });
  });
}

function turn(id: number | undefined, params: Record<string, unknown>): void {
  const [input] = params.input as { text: string }[]; // as turn/start is described
  const text = input?.text ?? '';
  const event = (method: string, more: object): boolean =>
    say({ method, params: { threadId: 'th_1', turnId: 'tu_1', ...more } });
  say({ id, result: { turn: { id: 'tu_1', status: 'inProgress' } } });
  if (text === 'die') process.exit(1);
  if (text === 'hang') return;
  say({ id: 900, method: 'item/commandExecution/requestApproval', params: { threadId: 'th_1' } });
  for (const delta of ['You ', 'said: ', text]) event('item/agentMessage/delta', { itemId: 'i1', delta });
  event('item/agentMessage/delta', { threadId: 'another', delta: 'not ours' });
  const failed = text === 'fail';
  event('turn/completed', {
    turn: {
      id: 'tu_1',
      status: failed ? 'failed' : 'completed',
      ...(failed ? { error: { message: 'no quota' } } : {}),
    },
  });
}
