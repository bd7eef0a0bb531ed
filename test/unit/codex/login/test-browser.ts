// A browser without a browser: opens the service's page, presses a button, follows where it is sent.
import { fetch } from 'undici';
import { type BrowserSignInOptions, signInWithBrowser } from '../../../../src-main/codex/login/sign-in-with-browser.ts';
import type { Standin } from '../../../standin/standin.ts';
import type { LoginPlace } from '../credentials/login-place.ts';

/** What a browser does on the service's page: follows the form, and then every redirect. */
export async function press(authorizeAddress: string, decision: 'continue' | 'deny') {
  const page = await (await fetch(authorizeAddress)).text();
  const form = new URLSearchParams({ decision });
  for (const [, name, value] of page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)) {
    form.set(unescaped(name ?? ''), unescaped(value ?? ''));
  }
  const decided = await fetch(new URL('/oauth/authorize', authorizeAddress), {
    method: 'POST',
    body: form,
    redirect: 'manual',
  });
  return decided.headers.get('location') ?? '';
}

const unescaped = (text: string): string =>
  text.replace(/&#(\d+);/g, (_all, code) => String.fromCodePoint(Number(code)));

export function signIn(standin: Standin, place: LoginPlace, more: Partial<BrowserSignInOptions>) {
  standin.settings.redirectUris = ['http://localhost:'];
  return signInWithBrowser({ ...place.options, issuer: standin.issuer, ports: [0], openUrl: () => undefined, ...more });
}

/** Opens the page in a "browser" that goes all the way, and keeps what it saw at the end. */
export function browser(decision: 'continue' | 'deny' = 'continue') {
  const seen: { status: number; url: string; text: string; asked: URL }[] = [];
  return {
    seen,
    openUrl: (url: string): void => {
      void press(url, decision)
        .then((callback) => fetch(callback))
        .then(async (answer) => {
          seen.push({ status: answer.status, url: answer.url, text: await answer.text(), asked: new URL(url) });
        });
    },
  };
}
