// Crash test of the take store: 200 rounds of SIGKILL at a moment of chance, then 20 rounds on a small file system that
// is full (Linux with rights to mount, else they are left out and said so). `node test/soak/crash-store.ts [rounds] [full]`.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { crashRound, type RoundResult } from './crash-store-round.ts';

const largestLossMs = 100;

async function rounds(count: number, one: (round: number) => Promise<RoundResult>): Promise<boolean> {
  const results: RoundResult[] = [];
  for (let round = 0; round < count; round += 1) {
    const result = await one(round);
    results.push(result);
    for (const fault of result.faults) console.log(`round ${round}: ${fault}`);
  }
  const killedAt = Object.entries(Object.groupBy(results, (result) => result.killedAt));
  const sum = (of: (result: RoundResult) => number): number => results.reduce((total, result) => total + of(result), 0);
  const lost = Math.max(0, ...results.map((result) => result.lostMs));
  const faults = sum((result) => result.faults.length);
  console.log(`${count} rounds, ${sum((result) => result.takes)} takes, ${faults} faults, at most ${lost} ms lost`);
  console.log(`killed when last: ${killedAt.map(([step, all]) => `${step} ${all?.length ?? 0}`).join(', ')}`);
  const refused = results.filter((result) => result.troubles.length > 0).length;
  if (refused > 0) {
    const mended = results.filter((result) => result.mended > 0).length;
    console.log(`the disk refused in ${refused} rounds, mended in ${mended}`);
    console.log(`${sum((result) => result.neverOnDisk)} takes were begun on the full disk and died in memory`);
  }
  return faults === 0 && lost <= largestLossMs;
}

async function killRounds(count: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-crash-'));
  try {
    // The same folder for ten rounds: recovery must not harm what was recovered before.
    return await rounds(count, (round) => {
      const home = join(folder, String(Math.floor(round / 10)));
      return crashRound({ folder: home, seed: round + 1, killAfterMs: Math.random() * 400 });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs inside a mount namespace of its own, with a small file system at `disk`. */
async function fullRounds(count: number, disk: string): Promise<boolean> {
  let refusedEverywhere = true;
  const ok = await rounds(count, async (round) => {
    const folder = join(disk, String(round));
    mkdirSync(folder);
    const filler = join(disk, 'filler');
    const freedInTime = round % 2 === 1;
    const result = await crashRound({
      folder,
      seed: round + 1,
      killAfterMs: 300 + Math.random() * 500,
      meanwhile: async () => {
        await wait(150);
        fill(filler);
        await wait(250);
        if (!freedInTime) return;
        rmSync(filler);
        await wait(900);
      },
      afterwards: () => rmSync(filler, { force: true }),
    });
    if (!result.troubles.includes('disk_full')) refusedEverywhere = false;
    if (freedInTime && result.mended === 0) console.log(`round ${round}: not mended after the disk was freed`);
    rmSync(folder, { recursive: true });
    return result;
  });
  if (!refusedEverywhere) console.log('a round never met the full disk');
  return ok && refusedEverywhere;
}

function fill(path: string): void {
  const file = openSync(path, 'w');
  for (const size of [1 << 20, 1 << 12, 1]) {
    const piece = Buffer.alloc(size, 0x55);
    try {
      for (;;) if (writeSync(file, piece) === 0) break;
    } catch {
      // full for this size
    }
  }
  closeSync(file);
}

function fullRoundsInNamespace(count: number): boolean {
  const disk = mkdtempSync(join(tmpdir(), 'sotto-full-'));
  const script = 'mount -t tmpfs -o size=32m tmpfs "$1" && exec "$2" "$3" --full-on "$1" "$4"';
  const args = ['-m', 'sh', '-c', script, 'sh', disk, process.execPath, import.meta.filename, String(count)];
  const { status, error } = spawnSync('unshare', args, { stdio: 'inherit' });
  rmSync(disk, { recursive: true, force: true });
  if (error) console.log('no rights to mount here: the rounds with a full disk are left out');
  return error !== undefined || status === 0;
}

const [first = '200', second = '20', third = '20'] = process.argv.slice(2);
const ok =
  first === '--full-on'
    ? await fullRounds(Number(third), second)
    : [await killRounds(Number(first)), fullRoundsInNamespace(Number(second))].every(Boolean);
process.exitCode = ok ? 0 : 1;
