// The Doctor's findings: names and facts for programs, English for the command line, no secret anywhere.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { type DoctorPorts, diagnose } from '../../../src-main/app/doctor.ts';
import { doctorReport } from '../../../src-main/app/doctor-report.ts';
import { runCli } from '../../../src-main/cli/run-cli.ts';
import { AppError, errorReport } from '../../../src-main/contract/app-error.ts';
import { checkNames, type Diagnosis } from '../../../src-main/contract/doctor.ts';
import { diagnosisWords } from '../../../src-main/contract/doctor-words.ts';
import { startStandin } from '../../standin/standin.ts';

let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

const well: DoctorPorts = {
  recorders: () => ['pw-record', 'sox'],
  microphones: async () => [],
  listen: async () => ({
    recorder: 'pw-record',
    device: 'Shure MV7',
    firstSampleMs: 38.4,
    peakDbfs: -19.2,
    digitalSilence: false,
  }),
  hotkey: () => ({ accelerator: 'Control+Alt+Space', works: 'hold' }),
  clipboard: async () => ({ tool: 'x11', ms: 3.6 }),
  insertion: async () => ({ way: 'xtest', works: true }),
  session: { kind: 'x11', desktop: 'XFCE' },
  account: async () => ({ kind: 'chatgpt', email: 'somebody@example.org', plan: 'plus' }),
  reach: async () => ({ ms: 180 }),
  proxy: () => '',
  upstreamHost: 'chatgpt.com',
  dataFolder: tmpdir(),
  timings: () => [],
  versions: { sotto: '1.0.0', node: '24.0.0' },
};
const on = async (check: Diagnosis['check'], ports: Partial<DoctorPorts>): Promise<Diagnosis | undefined> =>
  (await diagnose({ ...well, ...ports })).find((diagnosis) => diagnosis.check === check);

describe('the Doctor', () => {
  it('goes the way of a take, in order, and finds nothing on a machine that is well', async () => {
    const found = await diagnose(well);
    expect(found.map(({ check }) => check)).toEqual([...checkNames]);
    expect(found.filter(({ state, check }) => state !== 'ok' && check !== 'disk')).toEqual([]);
    expect(found.map(diagnosisWords).map((words) => words.found)).toEqual([
      'Recording with pw-record.',
      'Shure MV7: first sample after 38 ms, peak -19 dBFS.',
      'Control+Alt+Space can be held and tapped.',
      'Text is inserted by xtest.',
      'Writing and reading back took 4 ms (x11).',
      'x11, XFCE.',
      'Signed in, plan plus.',
      'chatgpt.com answered in 180 ms.',
      'The network is not challenged.',
      'No proxy is used.',
      expect.stringMatching(/^\d+ [MG]B are free for recordings\.$/),
      'Nothing was dictated yet.',
      'sotto 1.0.0, node 24.0.0',
    ]);
  });

  it.each<[string, Diagnosis['check'], Partial<DoctorPorts>, Partial<Diagnosis>]>([
    [
      'no recorder program',
      'recorder',
      { recorders: () => [] },
      { state: 'warning', finding: 'recorder_is_window', mend: 'install-recorder' },
    ],
    [
      'a muted microphone',
      'microphone',
      {
        listen: async () => ({ recorder: 'sox', device: 'Mic', firstSampleMs: 1, peakDbfs: -96, digitalSilence: true }),
      },
      { state: 'problem', finding: 'microphone_silent', mend: 'choose-microphone' },
    ],
    [
      'a microphone that is not there',
      'microphone',
      {
        listen: async () => {
          throw new AppError('microphone_missing', 'There is no microphone "x".');
        },
      },
      { state: 'problem', finding: 'error', mend: 'choose-microphone', facts: { code: 'microphone_missing' } },
    ],
    [
      'a key that another program has',
      'hotkey',
      {
        hotkey: () => ({
          accelerator: 'F9',
          works: 'none',
          error: errorReport(new AppError('hotkey_taken', 'Another program has F9.')),
        }),
      },
      { state: 'problem', finding: 'error', mend: 'choose-hotkey' },
    ],
    [
      'a key that can\u2019t be held',
      'hotkey',
      { hotkey: () => ({ accelerator: 'F9', works: 'toggle' }) },
      { state: 'ok', finding: 'hotkey_taps' },
    ],
    ['no app to ask', 'hotkey', { hotkey: () => null }, { state: 'unknown', finding: 'hotkey_unknown' }],
    [
      'a desktop that lets nobody press keys',
      'insertion',
      { insertion: async () => ({ way: 'copy', works: false }) },
      { state: 'warning', finding: 'insertion_copies' },
    ],
    [
      'practice mode',
      'login',
      { account: async () => ({ kind: 'practice' }) },
      { state: 'warning', finding: 'login_practice', mend: 'sign-in' },
    ],
    [
      'nobody signed in',
      'login',
      { account: async () => ({ kind: 'signed-out' }) },
      { state: 'problem', finding: 'login_missing', mend: 'sign-in' },
    ],
    [
      'a challenged network',
      'challenge',
      {
        reach: async () => {
          throw new AppError('upstream_challenge', 'The network was challenged.');
        },
      },
      { state: 'problem', finding: 'error', facts: { code: 'upstream_challenge' } },
    ],
    [
      'no network',
      'challenge',
      {
        reach: async () => {
          throw new AppError('network', 'No way out.');
        },
      },
      { state: 'unknown', finding: 'challenge_unknown' },
    ],
    ['a proxy', 'proxy', { proxy: () => 'http://proxy.test:8080' }, { state: 'ok', finding: 'proxy_used' }],
    [
      'a data folder that can\u2019t be one',
      'disk',
      { dataFolder: join(import.meta.filename, 'in a file') },
      { state: 'problem', finding: 'disk_read_only' },
    ],
  ])('names %s', async (_, check, ports, expected) => {
    expect(await on(check, ports)).toMatchObject({ check, ...expected });
  });

  it('copies a report that holds no person and no password', async () => {
    const diagnoses = await diagnose({
      ...well,
      account: async () => ({ kind: 'chatgpt', email: 'somebody@example.org' }),
    });
    const report = doctorReport(
      '1.0.0',
      [{ id: 'network', error: errorReport(new AppError('network', 'No way.')) }],
      diagnoses,
      '/home/ada',
    );
    expect(report).not.toContain('somebody');
    expect(JSON.parse(report)).toMatchObject({
      sotto: '1.0.0',
      problems: [{ id: 'network', code: 'network' }],
      checks: expect.arrayContaining([
        { check: 'proxy', state: 'ok', finding: 'proxy_none', found: 'No proxy is used.' },
      ]),
    });
  });
});

describe('the home folder in a copied report', () => {
  const folderIn = (folder: string, home: string): unknown => {
    const diagnosis = { check: 'disk', state: 'problem', finding: 'disk_read_only', facts: { folder } } as const;
    return JSON.parse(doctorReport('1', [], [diagnosis], home)).checks[0];
  };

  it.each([
    ['/home/ada/.config/Sotto', '/home/ada', '~/.config/Sotto'],
    ['/home/ada', '/home/ada/', '~'],
    ['/home/adalbert/Sotto', '/home/ada', '/home/adalbert/Sotto'],
    ['C:\\Users\\Ada B\\Sotto', 'C:\\Users\\Ada B', '~\\Sotto'],
    ['/Users/j.doe (x)/Sotto', '/Users/j.doe (x)', '~/Sotto'],
    ['/srv/sotto', '/', '/srv/sotto'],
  ])('%s under %s is %s', (folder, home, expected) => {
    expect(folderIn(folder, home)).toMatchObject({ facts: { folder: expected } });
    const words = JSON.stringify(folderIn(folder, home));
    if (expected.startsWith('~')) expect(words).not.toContain(JSON.stringify(home.replace(/\/$/, '')).slice(1, -1));
  });
});

describe('sotto doctor', () => {
  it('finds the same without the app: as sentences, and with --json by name', async () => {
    const home = mkdtempSync(join(tmpdir(), 'doctor-'));
    stack.defer(() => rmSync(home, { recursive: true, force: true }));
    const standin = stack.use(await startStandin());
    writeFileSync(join(home, 'auth.json'), JSON.stringify(standin.newLogin()));
    writeFileSync(join(home, 'settings.json'), JSON.stringify({ microphone: { device: 'not-there' } }));
    const run = async (...words: string[]): Promise<{ code: number; lines: string[] }> => {
      const lines: string[] = [];
      const code = await runCli(
        words,
        {
          env: {
            PATH: '/nowhere',
            HOME: home,
            SOTTO_HOME: home,
            CODEX_HOME: home,
            SOTTO_UPSTREAM: standin.upstream,
            SOTTO_AUTH_ISSUER: standin.issuer,
          },
          platform: 'linux',
          arch: 'x64',
          version: '1.0.0',
          bundle: home,
          loginKeeper: null,
        },
        {
          print: (line) => void lines.push(line),
          note: () => undefined,
          progress: () => undefined,
          interactive: false,
          interrupted: new AbortController().signal,
          stdin: Readable.from([]),
        },
        async () => 0,
      );
      return { code, lines };
    };
    const text = await run('doctor');
    expect(text.code).toBe(1); // there is no recorder on that PATH
    expect(text.lines).toHaveLength(checkNames.length);
    expect(text.lines.find((line) => line.includes(' login '))).toMatch(/^\u2713 login +Signed in, plan \w+\.$/);
    expect(text.lines.find((line) => line.includes(' upstream '))).toMatch(/answered in \d+ ms\.$/);
    const json = await run('doctor', '--json');
    const { checks } = JSON.parse(json.lines.join('')) as {
      checks: { check: string; finding: string; found: string }[];
    };
    expect(checks.map(({ check }) => check)).toEqual([...checkNames]);
    expect(checks.find(({ check }) => check === 'hotkey')).toMatchObject({
      state: 'unknown',
      finding: 'hotkey_unknown',
      found: 'The key can only be checked in the running app.',
    });
    expect(json.lines.join('')).not.toMatch(/@|eyJ/);
  });
});
