// What a renewal of the login costs around the request itself: lock, reading again, journal, writing by rename. Beside it the
// same request alone. `node test/bench/refresh.ts [rounds]` prints a table.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetch } from 'undici';
import { openCredentials } from '../../src-main/codex/index.ts';
import { percentile } from '../../src-main/takes/timing-stats.ts';
import { type Standin, startStandin } from '../standin/standin.ts';
import { type BenchResult, benchTable } from './bench-result.ts';

export async function run(rounds = 30): Promise<BenchResult[]> {
  await using standin = await startStandin();
  const [whole, request, held]: [number[], number[], number[]] = [[], [], []];
  for (let round = -3; round < rounds; round += 1) {
    const took = await renewal(standin);
    const bare = await bareRequest(standin);
    if (round < 0) continue; // the first ones load code
    whole.push(took.renewMs);
    held.push(took.againMs);
    request.push(bare);
  }
  const at = (values: readonly number[], share: number): number =>
    percentile(
      values.toSorted((a, b) => a - b),
      share,
    );
  const figure = (name: string, share: number): BenchResult => ({
    name: `renewal of a dead bearer, ${name}`,
    value: at(whole, share),
    unit: 'ms',
    baseline: { name: 'the request alone', value: at(request, share) },
    ratio: at(whole, share) / at(request, share),
  });
  return [
    figure('p50', 0.5),
    figure('p95', 0.95),
    { name: 'bearer that still lives, p95', value: at(held, 0.95), unit: 'ms' },
  ];
}

async function renewal(standin: Standin): Promise<{ renewMs: number; againMs: number }> {
  const codexHome = mkdtempSync(join(tmpdir(), 'sotto-refresh-'));
  try {
    writeFileSync(join(codexHome, 'auth.json'), JSON.stringify(standin.newLogin({ expiresInSeconds: -10 })), {
      mode: 0o600,
    });
    await using credentials = openCredentials({
      fetch,
      home: codexHome,
      codexHome,
      codexCommand: null,
      issuer: standin.issuer,
    });
    const from = performance.now();
    await credentials.bearer();
    const between = performance.now();
    await credentials.bearer();
    return { renewMs: between - from, againMs: performance.now() - between };
  } finally {
    rmSync(codexHome, { recursive: true, force: true });
  }
}

async function bareRequest(standin: Standin): Promise<number> {
  const { tokens } = standin.newLogin({ expiresInSeconds: -10 }) as { tokens: { refresh_token: string } }; // the stand-in's own
  const from = performance.now();
  const answer = await fetch(`${standin.issuer}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_id: 'app_EMoamEEZ73f0CkXaXp7hrann',
      grant_type: 'refresh_token',
      refresh_token: tokens.refresh_token,
    }),
  });
  await answer.json();
  if (answer.status !== 200) throw new Error(`The stand-in answered ${answer.status}.`);
  return performance.now() - from;
}

if (import.meta.main) console.log(benchTable(await run(Number(process.argv[2]) || undefined)));
