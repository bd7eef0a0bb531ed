import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Recorder as RecorderPort } from '../../../src-main/dictation/ports.ts';
import { silentLog } from '../../../src-main/lib/log.ts';
import { isRunning } from '../../desktop/owned-process.ts';
import { pollUntil } from '../../desktop/poll-until.ts';
import { everything, linksTo, programFolder, recorderWith } from './sound.ts';

const microphone = { device: '', sampleRate: 16000 } as const;
/** The scripts find sleep, printf and head here; no recorder lies in these folders under the names that are tried. */
const withTools = (folder: string): NodeJS.ProcessEnv => ({ PATH: folder, TOOLS: '/usr/bin:/bin' });
const tools = 'PATH=$TOOLS; export PATH';

describe('a recorder program that behaves', () => {
  it('fits the port that the dictation asks for', () => {
    const port: RecorderPort = recorderWith({ env: {} });
    expect(port.open).toBeTypeOf('function');
  });

  it('delivers every byte from the first, in blocks of 20 ms, however the pipe cuts them', async () => {
    await using folder = await programFolder({
      parecord: `${tools}\nprintf 'abc'; sleep 0.05; printf 'defgh'; sleep 0.05; head -c 1301 /dev/zero | tr '\\0' 'x'; exec sleep 5`,
    });
    await using recording = recorderWith({ env: withTools(folder.path) }).open(microphone);
    await recording.firstSample;
    const blocks: Buffer[] = [];
    for await (const block of recording.blocks) {
      blocks.push(Buffer.from(block));
      if (Buffer.concat(blocks).length >= 1280) recording.stop();
    }
    expect(Buffer.concat(blocks).toString('latin1')).toBe(`abcdefgh${'x'.repeat(1300)}`); // the odd last byte is no sample
    expect(blocks.slice(0, -1).map((block) => block.length)).toEqual([640, 640]);
    expect(await recording.ended).toEqual({ kind: 'stopped' });
    expect(recording.recorder).toBe('parecord');
  });

  it('gets no secrets in its environment', async () => {
    await using folder = await programFolder({ parecord: 'exec /usr/bin/env' });
    const env = { PATH: folder.path, SOTTO_BEARER: 'secret', CODEX_ACCESS_TOKEN: 'secret', KEPT: 'kept' };
    await using recording = recorderWith({ env }).open(microphone);
    const { pcm } = await everything(recording);
    expect(pcm.toString()).toContain('KEPT=kept');
    expect(pcm.toString()).not.toContain('secret');
  });

  it('keeps blocks for a reader that comes late', async () => {
    await using folder = await programFolder({ parecord: `${tools}\nhead -c 64000 /dev/zero; exec sleep 5` });
    await using recording = recorderWith({ env: withTools(folder.path) }).open(microphone);
    await recording.firstSample;
    recording.stop();
    await recording.ended;
    const { pcm } = await everything(recording);
    expect(pcm.length).toBeGreaterThan(0);
    expect(pcm.length % 640).toBe(0);
  });

  it('takes an exit code of 1 after stop for an ordinary end, as arecord gives it', async () => {
    await using folder = await programFolder({
      arecord: `${tools}\ntrap 'exit 1' INT TERM\nhead -c 640 /dev/zero\nwhile :; do sleep 0.02; done`,
    });
    await using recording = recorderWith({ env: withTools(folder.path) }).open(microphone);
    await recording.firstSample;
    recording.stop();
    expect(await recording.ended).toEqual({ kind: 'stopped' });
  });

  it('reads on after stop until the program has written what it still had', async () => {
    await using folder = await programFolder({
      parecord: `${tools}\ntrap 'printf lastword; exit 0' INT\nhead -c 640 /dev/zero\nwhile :; do sleep 0.02; done`,
    });
    await using recording = recorderWith({ env: withTools(folder.path) }).open(microphone);
    await recording.firstSample;
    recording.stop();
    recording.stop();
    const { pcm } = await everything(recording);
    expect(pcm.subarray(640).toString()).toBe('lastword');
  });

  it('kills a program that ignores the stop', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'sotto-pid-'));
    await using folder = await programFolder({
      parecord: `${tools}\ntrap '' INT TERM\necho $$ > ${dir}/pid\nhead -c 640 /dev/zero\nwhile :; do sleep 0.02; done`,
    });
    await using recording = recorderWith({ env: withTools(folder.path) }).open(microphone);
    await recording.firstSample;
    const pid = Number(await readFile(join(dir, 'pid'), 'utf8'));
    const before = performance.now();
    recording.stop();
    expect(await recording.ended).toEqual({ kind: 'stopped' });
    expect(performance.now() - before).toBeLessThan(2500);
    await pollUntil('the program to be gone', () => Promise.resolve(!isRunning(pid)));
    await rm(dir, { recursive: true });
  });

  it('stops a program that was suspended from outside', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'sotto-pid-'));
    await using folder = await programFolder({
      parecord: `${tools}\ntrap 'exit 0' INT\necho $$ > ${dir}/pid\nhead -c 640 /dev/zero\nwhile :; do sleep 0.02; done`,
    });
    await using recording = recorderWith({ env: withTools(folder.path) }).open(microphone);
    await recording.firstSample;
    process.kill(Number(await readFile(join(dir, 'pid'), 'utf8')), 'SIGSTOP');
    const before = performance.now();
    recording.stop();
    expect(await recording.ended).toEqual({ kind: 'stopped' });
    expect(performance.now() - before).toBeLessThan(900);
    await rm(dir, { recursive: true });
  });

  it('does not wait for ever for a grandchild that holds the output open', async () => {
    await using folder = await programFolder({
      parecord: `${tools}\nhead -c 640 /dev/zero\nsleep 30 &\nprintf '%s' $! >&2\nexit 0`,
    });
    await using recording = recorderWith({ env: withTools(folder.path) }).open(microphone);
    const end = await recording.ended;
    expect(end).toMatchObject({ kind: 'died', error: { code: 'recorder_died' } });
    const pid = Number(
      /\d{2,}$/u.exec(String((end.kind === 'died' ? (end.error.cause as Error) : null)?.message))?.[0],
    );
    process.kill(pid, 'SIGKILL');
  });
});

describe('a recorder program that fails', () => {
  it('is named with what to install when none is there', async () => {
    await using folder = await programFolder({});
    const recording = recorderWith({ env: withTools(folder.path) }).open(microphone);
    await expect(recording.firstSample).rejects.toMatchObject({ code: 'recorder_missing' });
    const end = await recording.ended;
    expect(end).toMatchObject({ kind: 'died', error: { code: 'recorder_missing' } });
    expect(end.kind === 'died' && end.error.hint).toContain('pulseaudio-utils');
    expect(recording.recorder).toBe('none');
  });

  it.each([
    ['Stream error: No such entity', 'microphone_missing'],
    ['arecord: main:831: audio open error: No such file or directory', 'microphone_missing'],
    ['sox FAIL sox: Sorry, there is no default audio device configured', 'microphone_missing'],
    ['arecord: main:831: audio open error: Device or resource busy', 'microphone_busy'],
    ['arecord: main:831: audio open error: Permission denied', 'microphone_denied'],
    ['Connection failure: Access denied', 'microphone_denied'],
    ['Connection failure: Connection refused', 'microphone_missing'],
    ['something nobody has seen before', 'recorder_died'],
  ])('says "%s" as %s', async (line, code) => {
    await using folder = await programFolder({ parecord: `echo '${line}' >&2; exit 1` });
    const recording = recorderWith({ env: withTools(folder.path) }).open(microphone);
    await expect(recording.firstSample).rejects.toMatchObject({ code });
    expect(await recording.ended).toMatchObject({ kind: 'died', error: { code, cause: { message: line } } });
  });

  it('makes way for the next one before the first sample, and that one goes first the next time', async () => {
    await using folder = await programFolder({
      'pw-record': `echo 'pw_context_connect() failed: Host is down' >&2; exit 1`,
      parecord: 'exit 0',
      arecord: `${tools}\nhead -c 6400 /dev/zero; exec sleep 5`,
    });
    const tried: string[] = [];
    const recorder = recorderWith({
      env: withTools(folder.path),
      log: {
        ...silentLog,
        info: (_event, facts) => tried.push(`${facts?.recorder} works`),
        warn: (_event, facts) => tried.push(`${facts?.recorder} failed`),
      },
    });
    await using first = recorder.open(microphone);
    await first.firstSample;
    expect(first.recorder).toBe('arecord');
    await using second = recorder.open(microphone);
    await second.firstSample;
    expect(tried).toEqual([
      'parecord failed',
      'pw-record failed', // with --raw …
      'pw-record failed', // … and without
      'arecord works',
      'arecord works',
    ]);
  });

  it.each(['new', 'old'])('is spoken to in the way of its version: a %s pw-record gives raw samples', async (age) => {
    const refuse = age === 'old' ? 'case "$*" in *--raw*) echo "unrecognized option --raw" >&2; exit 1;; esac' : '';
    const au = age === 'new' ? 'case "$*" in *--raw*) ;; *) printf .snd;; esac' : '';
    await using folder = await programFolder({
      'pw-record': `${tools}\n${refuse}\n${au}\nhead -c 640 /dev/zero; exec sleep 5`,
    });
    await using recording = recorderWith({ env: withTools(folder.path) }).open(microphone);
    await recording.firstSample;
    recording.stop();
    expect((await everything(recording)).pcm).toEqual(Buffer.alloc(640));
    expect(recording.recorder).toBe('pw-record');
  });

  it('tells the refusal rather than the absence when all fail', async () => {
    await using folder = await programFolder({
      'pw-record': `echo 'Connection failure: Connection refused' >&2; exit 1`,
      arecord: `echo 'audio open error: Device or resource busy' >&2; exit 1`,
    });
    const recording = recorderWith({ env: withTools(folder.path) }).open(microphone);
    expect(await recording.ended).toMatchObject({ error: { code: 'microphone_busy' } });
  });

  it('has died when it ends without our stop, even with exit code 0, and what it said is kept', async () => {
    await using folder = await programFolder({
      parecord: `${tools}\nhead -c 1280 /dev/zero; exit 0`,
      sox: `${tools}\nhead -c 1280 /dev/zero; exec sleep 5`,
    });
    const recording = recorderWith({ env: withTools(folder.path) }).open(microphone);
    const { pcm } = await everything(recording);
    expect(pcm.length).toBe(1280);
    expect(await recording.ended).toMatchObject({ kind: 'died', error: { code: 'recorder_died' } });
  });

  it('has died when it is killed', async () => {
    await using folder = await programFolder({ parecord: `${tools}\nhead -c 640 /dev/zero; kill -9 $$` });
    const recording = recorderWith({ env: withTools(folder.path) }).open(microphone);
    const end = await recording.ended;
    expect(end).toMatchObject({ kind: 'died', error: { code: 'recorder_died' } });
    expect(end.kind === 'died' && end.error.message).toContain('SIGKILL');
  });

  it('counts as a missing microphone when it runs but gives no sample, and goes last the next time', async () => {
    await using folder = await programFolder({
      parecord: `${tools}\nexec sleep 30`,
      arecord: `${tools}\nhead -c 6400 /dev/zero; exec sleep 5`,
    });
    const recorder = recorderWith({ env: withTools(folder.path), firstSampleTimeoutMs: 150 });
    const silent = recorder.open(microphone);
    await expect(silent.firstSample).rejects.toMatchObject({ code: 'microphone_missing' });
    expect(await silent.ended).toMatchObject({ kind: 'died', error: { code: 'microphone_missing' } });
    await using next = recorder.open(microphone);
    await next.firstSample;
    expect(next.recorder).toBe('arecord');
  });

  it('ends as stopped when it is stopped before its first sample', async () => {
    await using folder = await programFolder({ parecord: `${tools}\nexec sleep 30` });
    const recording = recorderWith({ env: withTools(folder.path) }).open(microphone);
    recording.stop();
    await expect(recording.firstSample).rejects.toMatchObject({ code: 'cancelled' });
    expect(await recording.ended).toEqual({ kind: 'stopped' });
    expect((await everything(recording)).blocks).toEqual([]);
  });

  it('that is a folder, or not executable, is not tried', async () => {
    await using folder = await programFolder({});
    execFileSync('mkdir', [join(folder.path, 'parecord')]);
    const recording = recorderWith({ env: withTools(folder.path) }).open(microphone);
    expect(await recording.ended).toMatchObject({ error: { code: 'recorder_missing' } });
  });

  it('is told as missing when the file vanished after it was found', async () => {
    await using folder = await linksTo({ parecord: '/usr/bin/env' });
    const recorder = recorderWith({ env: withTools(folder.path), definitionsDir: '/nowhere' });
    const recording = recorder.open(microphone);
    expect(await recording.ended).toMatchObject({ error: { code: 'recorder_missing' } });
  });
});

describe('the device', () => {
  it.each([
    ['pw-record', 'alsa_input.usb', '--target=alsa_input.usb'],
    ['parecord', 'alsa_input.usb', '--device=alsa_input.usb'],
    ['arecord', 'alsa_input.usb', 'PULSE_SOURCE=alsa_input.usb'],
    ['arecord', 'plughw:CARD=Mic,DEV=0', '--device=plughw:CARD=Mic,DEV=0'],
    ['sox', 'alsa_input.usb', 'PULSE_SOURCE=alsa_input.usb'],
    ['sox', 'plughw:CARD=Mic,DEV=0', 'AUDIODEV=plughw:CARD=Mic,DEV=0'],
  ] as const)('reaches %s in its own way: %s', async (program, device, expected) => {
    await using folder = await programFolder({
      [program]: `${tools}\nprintf '%s\\n%s' "$*" "$(env)"\nexec sleep 5`,
    });
    await using recording = recorderWith({ env: withTools(folder.path), choice: () => program }).open({
      device,
      sampleRate: 24000,
    });
    await recording.firstSample;
    recording.stop();
    const said = (await everything(recording)).pcm.toString();
    expect(said).toContain(expected);
    expect(said).toContain('24000');
    expect(said).toContain('LC_ALL=C');
  });

  it('with an ALSA name is left to programs that speak ALSA', async () => {
    await using folder = await programFolder({
      parecord: `${tools}\nhead -c 6400 /dev/zero; exec sleep 5`,
      arecord: `${tools}\nhead -c 6400 /dev/zero; exec sleep 5`,
    });
    await using recording = recorderWith({ env: withTools(folder.path) }).open({
      device: 'hw:1,0',
      sampleRate: 16000,
    });
    await recording.firstSample;
    expect(recording.recorder).toBe('arecord');
  });

  it('has the label that people know, and the new one after the system moved the stream', async () => {
    await using folder = await programFolder({
      parecord: `${tools}\necho 'Connected to device usb (index: 1, suspended: no).' >&2\nhead -c 640 /dev/zero\nsleep 0.1\necho 'Stream moved to device inner (2, not suspended).' >&2\nhead -c 640 /dev/zero\nexec sleep 5`,
    });
    const labels: Readonly<Record<string, string>> = { usb: 'USB Headset', inner: 'Built-in Microphone' };
    await using recording = recorderWith({ env: withTools(folder.path), labelOf: (id) => labels[id] }).open(microphone);
    await pollUntil('the first device', () => Promise.resolve(recording.device === 'USB Headset'));
    await pollUntil('the second device', () => Promise.resolve(recording.device === 'Built-in Microphone'));
  });
});
