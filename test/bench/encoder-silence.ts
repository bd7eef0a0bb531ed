// What is sent and what is not: speech of five levels in noise of ten levels and three colours. Prints one table a colour.
// `node test/bench/encoder-silence.ts`
import { colours, noiseLevels, type Row, silenceTable, speechLevels } from '../unit/audio/silence-table.ts';
import { type BenchResult, benchTable } from './bench-result.ts';

export async function run(): Promise<BenchResult[]> {
  return figures(await table());
}

const table = (): Promise<Row[]> => silenceTable(['yes', 'Stop.', 'Please send the report to the office before noon.']);

function figures(rows: readonly Row[]): BenchResult[] {
  const must = rows.filter(({ snr }) => snr !== null && snr >= 10);
  const wrong = must.filter(({ verdict, cutMs }) => verdict.kind === 'empty' || cutMs > 0).length;
  const noisy = rows.filter(({ snr, verdict }) => snr === null && verdict.kind !== 'empty').length;
  return [
    {
      name: `speech dropped or cut, of ${must.length} at 10 dB or more`,
      value: wrong,
      unit: '',
      target: 0,
      ok: wrong === 0,
    },
    { name: 'noise sent', value: noisy, unit: '', target: 0, ok: noisy === 0 },
  ];
}

function print(rows: readonly Row[]): void {
  for (const colour of colours) {
    console.log(`\n${colour} noise: rows are noise in dBFS, columns speech in dBFS while somebody speaks`);
    console.table(
      Object.fromEntries(
        noiseLevels.map((noiseDbfs) => {
          const at = (speechDbfs: number | null): Row | undefined =>
            rows.find((row) => row.colour === colour && row.noiseDbfs === noiseDbfs && row.speechDbfs === speechDbfs);
          return [
            noiseDbfs,
            {
              'nobody speaks': said(at(null)),
              ...Object.fromEntries(speechLevels.map((level) => [level, said(at(level))])),
            },
          ];
        }),
      ),
    );
  }
}

function said(row: Row | undefined): string {
  if (row === undefined) return '?';
  if (row.verdict.kind === 'empty') return row.snr !== null && row.snr >= 10 ? 'DROPPED' : row.verdict.reason;
  const how = row.verdict.kind === 'quiet-speech' ? 'sent, amplified' : 'sent';
  return row.cutMs > 0 ? `${how} (${Math.round(row.cutMs)} ms cut)` : how;
}

if (process.argv[1] === import.meta.filename) {
  const rows = await table();
  print(rows);
  const results = figures(rows);
  console.log(benchTable(results));
  if (results.some(({ ok }) => ok === false)) process.exitCode = 1;
}
