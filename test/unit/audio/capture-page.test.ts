import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf } from '../../../src-main/audio/pcm.ts';
import { wavFile } from '../../../src-main/audio/wav.ts';
import { pageHeaders } from '../../../src-main/desktop/page-address.ts';
import { pollUntil } from '../../desktop/poll-until.ts';
import { hear } from '../../standin/fsk-decode.ts';
import { speak } from '../../standin/fsk-encode.ts';

const words = 'spoken into a page';
const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

let dir: string;
let server: Server;
let address: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sotto-capture-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root: resolve(import.meta.dirname, '../../../src-renderer'),
    base: './',
    build: {
      outDir: join(dir, 'pages'),
      modulePreload: false,
      rollupOptions: { input: resolve(import.meta.dirname, '../../../src-renderer/capture.html') },
    },
  });
  const sound = speak(words, { sampleRate: 48000, leadMs: 300, tailMs: 300 });
  await writeFile(join(dir, 'said.wav'), wavFile(bytesOf(sound), 48000));
  server = createServer((request, response) => {
    const path = join(dir, 'pages', new URL(request.url ?? '/', 'http://x').pathname);
    readFile(path).then(
      (body) => response.writeHead(200, { ...pageHeaders, 'Content-Type': types[extname(path)] }).end(body),
      () => response.writeHead(404).end(),
    );
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}, 60_000);

afterAll(async () => {
  server.close();
  await rm(dir, { recursive: true });
});

interface Report {
  readonly kind: string;
  readonly device?: string;
  readonly reason?: string;
  readonly pcm?: readonly number[];
  readonly microphones?: readonly { readonly id: string; readonly label: string }[];
}

/** The page with a stand-in for the preload: reports are collected, orders are given. */
async function openPage(browser: Browser, permissions: string[]) {
  const context = await browser.newContext({ permissions });
  const page = await context.newPage();
  const reports: Report[] = [];
  await page.exposeFunction('report', (report: Report) => {
    reports.push(report);
  });
  await page.addInitScript(`
    globalThis.sotto = {
      on: (name, listener) => { globalThis.order = listener; return () => {}; },
      capture: (report) => globalThis.report({ ...report, pcm: report.pcm && [...new Int16Array(report.pcm)] }),
    };
  `);
  await page.goto(`${address}/capture.html`);
  const order = (what: object) =>
    page.evaluate((sent) => (globalThis as unknown as { order(o: object): void }).order(sent), what);
  return { reports, order };
}

const launch = (...args: string[]) =>
  chromium.launch({
    executablePath: ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync) ?? '',
    args: ['--no-sandbox', '--use-fake-ui-for-media-stream', ...args],
  });
const samplesOfReports = (reports: readonly Report[]) => Int16Array.from(reports.flatMap((report) => report.pcm ?? []));

describe('the capture page', () => {
  it.each([16000, 24000])(
    'sends what the microphone hears at %i Hz, whole, in blocks of 20 ms',
    async (sampleRate) => {
      const browser = await launch(
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-audio-capture=${join(dir, 'said.wav')}`,
      );
      try {
        const { reports, order } = await openPage(browser, ['microphone']);
        await order({ start: { device: '', sampleRate } });
        const heard = () => hear(samplesOfReports(reports), sampleRate).text;
        // The file is played again and again: a busy machine may swallow a part of the first round.
        await pollUntil('the words', () => heard().includes(words), { timeoutMs: 30_000, everyMs: 100 });
        await order({ stop: true });
        await order({ stop: true });
        await pollUntil('the end', () => reports.at(-1)?.kind === 'ended');
        expect(reports.filter(({ kind }) => kind === 'ended')).toHaveLength(1);
        expect(reports.find(({ kind }) => kind === 'ready')?.device).toContain('Fake');
        const blocks = reports.filter(({ kind }) => kind === 'pcm').map(({ pcm }) => pcm?.length);
        expect(new Set(blocks.slice(0, -1))).toEqual(new Set([sampleRate / 50]));
      } finally {
        await browser.close();
      }
    },
    60_000,
  );

  it('tells which microphones there are, by name, without opening one', async () => {
    const browser = await launch('--use-fake-device-for-media-stream');
    try {
      const { reports, order } = await openPage(browser, ['microphone']);
      await order({ list: true });
      await pollUntil('the list', () => reports.length > 1);
      const [up, list] = reports;
      expect([up?.kind, list?.kind, reports.length]).toEqual(['up', 'microphones', 2]);
      const found = list?.microphones ?? [];
      expect(found.map(({ id }) => id)).toContain('default');
      expect(found.every(({ label }) => label.includes('Fake'))).toBe(true);
    } finally {
      await browser.close();
    }
  }, 60_000);

  it('tells which exception refused it when there is no such device', async () => {
    const browser = await launch('--use-fake-device-for-media-stream');
    try {
      const { reports, order } = await openPage(browser, ['microphone']);
      await order({ start: { device: 'No such thing', sampleRate: 16000 } });
      await pollUntil('the refusal', () => reports.length > 1);
      expect(reports).toEqual([
        { kind: 'up', pcm: undefined },
        { kind: 'failed', reason: 'NotFoundError', pcm: undefined },
      ]);
      await order({ stop: true });
    } finally {
      await browser.close();
    }
  }, 60_000);
});
