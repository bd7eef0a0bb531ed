// login, logout, status, usage, models: the account on a terminal. Never prints a token.
import { addAbortSignal } from 'node:stream';
import { text } from 'node:stream/consumers';
import { AppError } from '../contract/app-error.ts';
import { openCodexFor } from './codex-flags.ts';
import { flagOption } from './parse-arguments.ts';
import type { Command } from './run-cli.ts';

export const login: Command = async (context) => {
  const { parsed, terminal } = context;
  await using codex = openCodexFor(context);
  if (flagOption(parsed, 'api-key')) {
    const key = (await text(addAbortSignal(terminal.interrupted, terminal.stdin))).trim();
    if (key === '')
      throw new AppError('usage', 'No API key came on standard input.', {
        hint: 'Pipe it: printf %s "$KEY" | sotto login --api-key',
      });
    await codex.desk.storeApiKey(key);
  } else if (flagOption(parsed, 'device')) {
    await codex.desk.signInWithDeviceCode(
      ({ url, code }) =>
        terminal.note(`Open ${url} and type the code ${code}. It is valid for 15 minutes; give it to nobody.`),
      terminal.interrupted,
    );
  } else {
    const { openBrowser } = await import('./open-browser.ts');
    await codex.desk.signInWithBrowser(async (url) => {
      terminal.note(`Open this address to sign in (Ctrl+C gives up):\n${url}`);
      await openBrowser(url, context.surroundings);
    }, terminal.interrupted);
  }
  const account = await codex.desk.status();
  terminal.print(
    `Signed in${account.email ? ` as ${account.email}` : ''}${account.plan ? `, plan ${account.plan}` : ''}.`,
  );
  return 0;
};

export const logout: Command = async (context) => {
  await using codex = openCodexFor(context);
  const { wasSignedIn, revoked } = await codex.desk.signOut();
  const note = revoked ? '' : ' The service did not confirm that the tokens are revoked.';
  context.terminal.print(wasSignedIn ? `Signed out.${note}` : 'Nobody was signed in.');
  return 0;
};

export const status: Command = async (context) => {
  const { parsed, terminal } = context;
  await using codex = openCodexFor(context);
  const account = await codex.desk.status();
  const signedIn = !['signed-out', 'broken', 'unknown'].includes(account.kind);
  if (flagOption(parsed, 'json')) {
    const { kind, email, plan, error } = account;
    terminal.print(
      JSON.stringify({
        signedIn,
        mode: kind,
        email,
        plan,
        error: error && { code: error.code, message: error.message, hint: error.hint },
      }),
    );
  } else if (signedIn) {
    terminal.print(
      `Signed in (${account.kind})${account.email ? ` as ${account.email}` : ''}${account.plan ? `, plan ${account.plan}` : ''}.`,
    );
  } else {
    terminal.print(
      account.error ? `${account.error.message} ${account.error.hint}` : 'Not signed in. Sign in with "sotto login".',
    );
  }
  return signedIn ? 0 : 3;
};

export const usage: Command = async (context) => {
  const { parsed, terminal } = context;
  await using codex = openCodexFor(context);
  const { plan, windows } = await codex.desk.usage(terminal.interrupted);
  if (flagOption(parsed, 'json')) {
    terminal.print(JSON.stringify({ plan, windows }));
    return 0;
  }
  terminal.print(`Plan: ${plan}`);
  for (const window of windows) {
    const bar = '\u2588'.repeat(Math.round(window.usedPercent / 5)).padEnd(20, '\u2591');
    const length = window.windowMinutes === undefined ? '' : ` ${windowName(window.windowMinutes)}`;
    const resets = window.resetsAt === undefined ? '' : `, resets ${new Date(window.resetsAt).toLocaleString()}`;
    terminal.print(`${window.name}${length}  ${bar} ${Math.round(window.usedPercent)} %${resets}`);
  }
  return 0;
};

export const models: Command = async (context) => {
  const { parsed, terminal } = context;
  await using codex = openCodexFor(context);
  const list = await codex.client.models({ signal: terminal.interrupted });
  if (flagOption(parsed, 'json')) terminal.print(JSON.stringify(list));
  else for (const model of list.models) terminal.print(model.slug);
  return 0;
};

function windowName(minutes: number): string {
  if (minutes % 1440 === 0) return `${minutes / 1440} d`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}
