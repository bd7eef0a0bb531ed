// Plays the official program's app-server: a few questions by its published protocol, answered from a JSON file that is
// named in FAKE_CODEX. Writes down in <file>.log what it was asked.
import { appendFileSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const file = process.env.FAKE_CODEX ?? '';
const state = (): {
  method?: string;
  token?: string;
  renewed?: string;
  email?: string;
  mute?: boolean;
  die?: boolean;
} => JSON.parse(readFileSync(file, 'utf8'));
const say = (message: object): void => void process.stdout.write(`${JSON.stringify(message)}\n`);

if (process.argv[2] !== 'app-server') process.exit(2);
process.stdout.write('a line that is no message\n');
let isReady = false;
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  appendFileSync(`${file}.log`, `${method} ${JSON.stringify(params ?? null)} ${process.env.CODEX_HOME}\n`);
  const { method: authMethod, token, renewed, email, mute, die } = state();
  if (die) process.exit(1);
  if (mute) return;
  if (method === 'initialize') say({ id, result: { userAgent: 'fake' } });
  else if (method === 'initialized') isReady = true;
  else if (!isReady) say({ id, error: { code: -32600, message: 'Not initialized' } });
  else if (method === 'getAuthStatus') {
    say({ method: 'account/updated', params: {} });
    const authToken = params.includeToken ? ((params.refreshToken ? renewed : token) ?? null) : null;
    say({ id, result: { authMethod: authMethod ?? null, authToken, requiresOpenaiAuth: true } });
  } else if (method === 'account/read') {
    say({
      id,
      result: { account: { type: 'chatgpt', email: email ?? null, planType: 'pro' }, requiresOpenaiAuth: true },
    });
  } else say({ id, result: {} });
});
