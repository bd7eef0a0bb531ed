import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// A company's proxy shows a certificate of the company's own authority: here a self-signed one for this machine.
let folder: string;
let url: string;
let closeServer: () => Promise<void>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'codex-tls-'));
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
    ]
      .concat(['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'])
      .concat(['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')]),
    { stdio: 'ignore' },
  );
  const tls = { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'cert.pem')) };
  const server = createServer(tls, (_request, response) => response.end('trusted'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `https://localhost:${(server.address() as AddressInfo).port}/`; // listens on TCP
  closeServer = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
});
afterAll(async () => {
  await closeServer();
  rmSync(folder, { recursive: true, force: true });
});

/** In a process of its own: trust is read once, at the start. */
async function ask(env: Record<string, string>): Promise<string> {
  const transport = resolve(import.meta.dirname, '../../../../src-main/codex/transport/undici-transport.ts');
  const script = `
    const { openUndiciTransport } = await import(${JSON.stringify(transport)});
    const transport = openUndiciTransport();
    try {
      await transport.warm(${JSON.stringify(url)});
      const response = await transport.request({ method: 'GET', url: ${JSON.stringify(url)}, headers: {} });
      for await (const chunk of response.body) process.stdout.write(chunk);
    } catch (error) { process.stdout.write(error.code + ': ' + error.message); }
    await transport[Symbol.asyncDispose]();`;
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, ...env },
  });
  return stdout;
}

describe('certificates', () => {
  it('that nobody knows are refused with what to do', async () => {
    expect(await ask({})).toMatch(
      /^network: The certificate of localhost:\d+ is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\); .*NODE_EXTRA_CA_CERTS/,
    );
  });

  it('of NODE_EXTRA_CA_CERTS are trusted', async () => {
    expect(await ask({ NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') })).toBe('trusted');
  });

  it('of the system\u2019s store are trusted', async () => {
    expect(await ask({ SSL_CERT_FILE: join(folder, 'cert.pem') })).toBe('trusted');
  });
});
