// The way to the service follows the settings while the client is in use: proxy and model of the API key.
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type CodexSettings, openCodex } from '../../../src-main/app/open-codex.ts';
import { followProxy } from '../../../src-main/boot/follow-proxy.ts';
import { openSettingsReader } from '../../../src-main/cli/read-settings-file.ts';
import { defaultSettings } from '../../../src-main/contract/settings.ts';
import { createLog } from '../../../src-main/lib/log.ts';
import { StateStore } from '../../../src-main/lib/state-store.ts';
import { type Standin, startStandin } from '../../standin/standin.ts';
import { encodeSpeech } from '../codex/transcribe/speech.ts';

let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

const log = createLog(() => undefined, 'info');

/** A proxy that counts what it carried on; plain http: comes to it in absolute form. */
async function startProxy(): Promise<{ readonly url: string; readonly carried: () => number }> {
  let carried = 0;
  const server = createServer((asked, answer) => {
    carried += 1;
    const onward = request(asked.url ?? '', { method: asked.method, headers: asked.headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, carried: () => carried };
}

async function open(login: (standin: Standin) => object, settings: () => CodexSettings) {
  const folder = mkdtempSync(join(tmpdir(), 'open-codex-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const standin = stack.use(await startStandin());
  writeFileSync(join(folder, 'auth.json'), JSON.stringify(login(standin)));
  const codex = stack.use(
    openCodex({
      surroundings: {
        env: {
          HOME: folder,
          CODEX_HOME: folder,
          SOTTO_HOME: folder,
          SOTTO_UPSTREAM: standin.upstream,
          SOTTO_OPENAI_BASE: standin.openaiBase,
          SOTTO_AUTH_ISSUER: standin.issuer,
        },
        platform: process.platform,
        arch: process.arch,
        version: '0.0.0',
        bundle: folder,
        loginKeeper: null,
      },
      settings,
      log,
    }),
  );
  return { codex, standin, folder };
}

describe('the proxy of the settings', () => {
  it('counts for the very next request, for the way back too, and for the login', async () => {
    const first = await startProxy();
    const second = await startProxy();
    const settings = new StateStore(defaultSettings);
    const { codex, standin } = await open(
      (service) => service.newLogin({ expiresInSeconds: -60 }), // so that the first request renews it
      () => settings.get().account,
    );
    const told: string[] = [];
    stack.use(followProxy({ codex, settings, inChromium: async (proxy) => void told.push(proxy), log }));
    const use = (proxy: string): void => settings.update((now) => ({ ...now, account: { ...now.account, proxy } }));
    const carried = (): number[] => [first.carried(), second.carried()];

    use(first.url);
    await codex.client.models({ refresh: true });
    expect(standin.requests.map(({ path }) => path)).toContain('/oauth/token');
    expect(carried()).toEqual([2, 0]); // the issuer's answer, then the service's
    use(second.url);
    await codex.client.models({ refresh: true });
    expect(carried()).toEqual([2, 1]);
    use('');
    await codex.client.models({ refresh: true });
    await codex.client.usage();
    expect(carried()).toEqual([2, 1]);
    expect(told).toEqual([first.url, second.url, '']);
  });

  it('is shown without a name and password', async () => {
    const { codex } = await open(
      (service) => service.newLogin(),
      () => ({ proxy: 'http://user:secret@proxy.test:8080', apiKeyModel: 'x' }),
    );
    expect(codex.proxy()).toBe('http://proxy.test:8080');
  });
});

describe('the model for an API key', () => {
  it('reaches the service as it is set when the request is made', async () => {
    let apiKeyModel = 'gpt-4o-transcribe';
    const { codex, standin } = await open(
      (service) => ({ OPENAI_API_KEY: service.book.newOpaqueBearer('sk-') }),
      () => ({ proxy: '', apiKeyModel }),
    );
    const bytes = encodeSpeech('two words');
    const sent = async (): Promise<string | undefined> => {
      await codex.client.transcribe({ kind: 'bytes', bytes });
      return standin.transcriptions().at(-1)?.audio?.fields.model;
    };
    expect(await sent()).toBe('gpt-4o-transcribe');
    apiKeyModel = 'whisper-1';
    expect(await sent()).toBe('whisper-1');
  });

  it('is read again from the file by a command that runs for long', () => {
    const folder = mkdtempSync(join(tmpdir(), 'settings-'));
    stack.defer(() => rmSync(folder, { recursive: true, force: true }));
    const read = openSettingsReader(folder);
    expect(read().account.apiKeyModel).toBe(defaultSettings.account.apiKeyModel);
    writeFileSync(join(folder, 'settings.json'), JSON.stringify({ account: { apiKeyModel: 'whisper-1' } }));
    expect(read().account.apiKeyModel).toBe('whisper-1');
    rmSync(join(folder, 'settings.json'));
    expect(read().account.apiKeyModel).toBe(defaultSettings.account.apiKeyModel);
  });
});
