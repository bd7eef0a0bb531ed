// node test/soak/crash-dictation.ts [ROUNDS]: a dictation is killed (SIGKILL) at a random moment of its opening, recording,
// encoding, uploading and inserting, in turn; after the restart its take is there, playable, with at most 100 ms of sound
// missing, transcribable, and not twice.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { retryTake } from '../../src-main/app/history.ts';
import { openRig } from '../rig/dictation-rig.ts';
import { FedRecorder } from '../rig/fed-recorder.ts';
import { type Standin, startStandin } from '../standin/standin.ts';

const child = join(import.meta.dirname, 'crash-dictation-child.ts');
const longestLossMs = 100;
/** Two at a time: while one speaks, the other starts. */
const lanes = 2;

/** A part of a dictation: what its child says when it begins, and how long it lasts about. */
const moments = [
  { name: 'opening', after: 'take', withinMs: 60 },
  { name: 'recording', after: 'phase recording', withinMs: 1300 },
  { name: 'encoding', after: 'key-up', withinMs: 130 },
  { name: 'uploading', after: 'phase transcribing', withinMs: 350 },
  { name: 'inserting', after: 'phase inserting', withinMs: 70 },
] as const;
type Moment = (typeof moments)[number];

export interface CrashReport {
  readonly rounds: number;
  /** Phases in which it was killed. */
  readonly killedIn: Readonly<Record<string, number>>;
  readonly worstLossMs: number;
  readonly broken: readonly string[];
}

export async function runCrashes(rounds: number): Promise<CrashReport> {
  await using standin = await startStandin({ latency: { fixedMs: 250, msPerAudioSecond: 50 } });
  const killedIn: Record<string, number> = {};
  const broken: string[] = [];
  let worstLossMs = 0;
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let round = next++; round < rounds; round = next++) {
      const moment = moments[round % moments.length] ?? moments[0];
      const { phase, lossMs, faults } = await crashOnce(standin, moment);
      const when = `${moment.name} (${phase})`;
      killedIn[when] = (killedIn[when] ?? 0) + 1;
      worstLossMs = Math.max(worstLossMs, lossMs);
      broken.push(...faults.map((fault) => `round ${round}, killed in ${when}: ${fault}`));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { rounds, killedIn, worstLossMs, broken };
}

async function crashOnce(
  standin: Standin,
  moment: Moment,
): Promise<{ phase: string; lossMs: number; faults: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-crash-'));
  try {
    const authFile = join(folder, 'auth-child.json');
    writeFileSync(authFile, JSON.stringify(standin.newLogin()), { mode: 0o600 });
    const seen = await killAt([folder, standin.upstream, authFile], moment);
    const faults: string[] = [];
    await using rig = await openRig({ recorder: new FedRecorder({ speed: 0 }), standin, folder });
    const { takes } = rig.store.list({ limit: 50 });
    if (!seen.takeId) return { phase: 'before the row', lossMs: 0, faults };
    if (takes.length !== 1) faults.push(`${takes.length} takes instead of one`);
    const take = takes[0];
    if (!take) return { phase: seen.phase, lossMs: 0, faults };
    const lossMs = seen.writtenMs - take.durationMs;
    if (lossMs > longestLossMs) faults.push(`${lossMs.toFixed(0)} ms of sound are gone`);
    if (seen.inserted && (take.state !== 'done' || rig.store.queued().length > 0)) {
      faults.push(`inserted, but ${take.state} after the restart: it would be sent again`);
    }
    if (take.durationMs >= 20) {
      const audio = rig.store.audio(take.id);
      const bytes = await audio.read(0, audio.totalBytes);
      if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.length !== audio.totalBytes) faults.push('not playable');
    }
    if (take.durationMs > 700 && take.state !== 'done') {
      const again = await retryTake(
        rig.ports,
        take.id,
        { language: '', segments: true, practice: false },
        new AbortController().signal,
      );
      if (again.state !== 'done' || !'one two three four'.startsWith(again.text.replace(/ ?\u2047.*$/, '')))
        faults.push(`after the retry ${again.state}: ${again.text}`);
    }
    return { phase: seen.phase, lossMs, faults };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns what the child had said until then */
async function killAt(
  args: readonly string[],
  { after, withinMs }: Moment,
): Promise<{ takeId: string; writtenMs: number; phase: string; inserted: boolean }> {
  const process_ = spawn(process.execPath, ['--no-warnings', child, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const seen = { takeId: '', writtenMs: 0, phase: 'opening', inserted: false };
  let text = '';
  let timer: NodeJS.Timeout | undefined;
  process_.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      const line = text.slice(0, end);
      const [kind, value = ''] = line.split(' ');
      text = text.slice(end + 1);
      if (line.startsWith(after)) timer ??= setTimeout(() => process_.kill('SIGKILL'), Math.random() * withinMs);
      if (kind === 'take') seen.takeId = value;
      else if (kind === 'ms') seen.writtenMs = Number(value);
      else if (kind === 'phase') seen.phase = value;
      else if (kind === 'inserted') seen.inserted = true;
      else if (kind === 'settled') seen.phase = 'over';
    }
  });
  await new Promise((resolve) => process_.once('close', resolve));
  clearTimeout(timer);
  return seen;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const report = await runCrashes(Number(process.argv[2] ?? 200));
  console.log(
    `${report.rounds} dictations killed: ${Object.entries(report.killedIn)
      .map(([phase, count]) => `${phase} ${count}`)
      .join(', ')}; at most ${report.worstLossMs.toFixed(0)} ms of sound missing.`,
  );
  for (const sentence of report.broken) console.log(`BROKEN ${sentence}`);
  process.exitCode = report.broken.length === 0 ? 0 : 1;
}
