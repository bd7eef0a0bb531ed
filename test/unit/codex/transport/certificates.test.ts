import { execFile, execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
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
  const server = createServer(tls, (request, response) => {
    if (request.method === 'GET') return response.end('trusted');
    void slowDigest(request).then((digest) => response.end(digest));
  });
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

/** Reads as a narrow line would let it: the sender must wait again and again. */
async function slowDigest(request: IncomingMessage): Promise<string> {
  const hash = createHash('sha256');
  let chunks = 0;
  for await (const chunk of request) {
    hash.update(chunk);
    chunks += 1;
    if (chunks % 16 === 0) await wait(2);
  }
  return hash.digest('hex');
}

/** In a process of its own: trust is read once, at the start. */
async function ask(env: Record<string, string>, certificateFiles: readonly string[] = []): Promise<string> {
  const transport = resolve(import.meta.dirname, '../../../../src-main/codex/transport/undici-transport.ts');
  return await runScript(
    `
    const { openUndiciTransport } = await import(${JSON.stringify(transport)});
    const transport = openUndiciTransport({ certificateFiles: ${JSON.stringify(certificateFiles)} });
    try {
      await transport.warm(${JSON.stringify(url)});
      const response = await transport.request({ method: 'GET', url: ${JSON.stringify(url)}, headers: {} });
      for await (const chunk of response.body) process.stdout.write(chunk);
    } catch (error) { process.stdout.write(error.code + ': ' + error.message); }
    await transport[Symbol.asyncDispose]();`,
    env,
  );
}

async function runScript(script: string, env: Record<string, string>): Promise<string> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, ...env },
  });
  return stdout;
}

describe('a large file over TLS', () => {
  it('arrives byte for byte though its buffers are used again and the reader is slow', async () => {
    const path = join(folder, 'random');
    const bytes = randomBytes(24 * 1024 * 1024 + 7);
    writeFileSync(path, bytes);
    const room = resolve(import.meta.dirname, '../../../../src-main/codex');
    const script = `
      const { openUndiciTransport } = await import(${JSON.stringify(join(room, 'transport/undici-transport.ts'))});
      const { openAudio } = await import(${JSON.stringify(join(room, 'transcribe/open-audio.ts'))});
      await using transport = openUndiciTransport();
      await using audio = await openAudio({ kind: 'file', path: ${JSON.stringify(path)} });
      const body = { lengthBytes: audio.sizeBytes, repeatable: true, open: (reuse) => audio.open(reuse) };
      const response = await transport.request({ method: 'POST', url: ${JSON.stringify(url)}, headers: {}, body });
      for await (const chunk of response.body) process.stdout.write(chunk);`;
    const digest = await runScript(script, { NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') });
    expect(digest).toBe(createHash('sha256').update(bytes).digest('hex'));
  });
});

describe('certificates', () => {
  it('that nobody knows are refused with what to do', async () => {
    expect(await ask({})).toMatch(
      /^network: The certificate of localhost:\d+ is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\); .*NODE_EXTRA_CA_CERTS/,
    );
  });

  it('of NODE_EXTRA_CA_CERTS are trusted', async () => {
    expect(await ask({ NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') })).toBe('trusted');
  });

  it('of files that were named are trusted, and files that are none add nothing', async () => {
    const broken = join(folder, 'broken.pem');
    writeFileSync(broken, '-----BEGIN CERTIFICATE-----\nbm9uZQ==\n-----END CERTIFICATE-----\n');
    expect(await ask({}, [broken, join(folder, 'absent.pem'), join(folder, 'cert.pem')])).toBe('trusted');
    expect(await ask({}, [broken, join(folder, 'absent.pem')])).toMatch(/is not trusted/);
  });

  it('of the system\u2019s store are trusted', async () => {
    expect(await ask({ SSL_CERT_FILE: join(folder, 'cert.pem') })).toBe('trusted');
  });
});
