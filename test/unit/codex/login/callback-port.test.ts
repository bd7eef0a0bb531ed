import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fetch } from 'undici';
import { describe, expect, test } from 'vitest';
import { escapeHtml, signInPage } from '../../../../src-main/codex/login/sign-in-pages.ts';
import { startStandin } from '../../../standin/standin.ts';
import { failureOf, loginPlace } from '../credentials/login-place.ts';
import { browser, signIn } from './test-browser.ts';

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Listening on TCP, the address has a port.
  return (server.address() as AddressInfo).port;
}

describe('the port for the callback', () => {
  test('is given up by an older sign-in that is asked to', async () => {
    await using standin = await startStandin();
    using place = loginPlace();
    let port = 0;
    const opened = Promise.withResolvers<void>();
    const older = failureOf(
      signIn(standin, place, {
        openUrl: (url) => {
          port = Number(new URL(new URL(url).searchParams.get('redirect_uri') ?? '').port);
          opened.resolve();
        },
      }),
    );
    await opened.promise;
    const { seen, openUrl } = browser();
    await signIn(standin, place, { openUrl, ports: [port] });
    expect((await older).code).toBe('login_cancelled');
    await expect.poll(() => seen[0]?.url).toBe(`http://localhost:${port}/success`);
  });

  test('is the second one when a program keeps the first, which is asked once', async () => {
    await using standin = await startStandin();
    using place = loginPlace();
    const asked: string[] = [];
    const stranger = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    const taken = await listening(stranger);
    const { seen, openUrl } = browser();
    await signIn(standin, place, { openUrl, ports: [taken, 0] });
    expect(asked).toEqual(['/cancel']);
    await expect.poll(() => seen.length).toBe(1);
    const { message } = await failureOf(signIn(standin, place, { ports: [taken] }));
    expect(message).toContain(String(taken));
    stranger.close();
  });

  test('knows four addresses and lets no web page cancel', async () => {
    await using standin = await startStandin();
    using place = loginPlace();
    const statuses: number[] = [];
    const done = Promise.withResolvers<void>();
    const openUrl = async (url: string): Promise<void> => {
      const base = new URL(new URL(url).searchParams.get('redirect_uri') ?? '').origin;
      const status = async (path: string, init: { method?: string; headers?: Record<string, string> } = {}) =>
        (await fetch(`${base}${path}`, init)).status;
      statuses.push(await status('/'), await status('/success'), await status('/auth/callback', { method: 'POST' }));
      statuses.push(await status('/cancel', { headers: { origin: 'https://evil.example' } }));
      statuses.push(await status('/cancel'));
      done.resolve();
    };
    expect((await failureOf(signIn(standin, place, { openUrl }))).code).toBe('login_cancelled');
    await done.promise;
    expect(statuses).toEqual([404, 404, 404, 404, 200]);
  });

  test('pages load nothing, run nothing and escape everything', async () => {
    expect(escapeHtml(`<a href="x" title='y'>&`)).toBe('&#60;a href=&#34;x&#34; title=&#39;y&#39;&#62;&#38;');
    const page = signInPage('A<b', '<script>1</script>');
    expect(page).not.toMatch(/<script|src=|href=|@import|url\(/);
    expect(page).toContain('color-scheme: light dark');
  });
});
