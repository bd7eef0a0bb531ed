// One figure of a benchmark, with what it is compared to and what it must reach.

export interface BenchResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The plain way, measured in the same run. */
  readonly baseline?: { readonly name: string; readonly value: number };
  /** value / baseline.value */
  readonly ratio?: number;
  /** Largest value that is good enough. */
  readonly target?: number;
  readonly ok?: boolean;
}

export function benchTable(results: readonly BenchResult[]): string {
  const round = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2));
  const rows = results.map(({ name, value, unit, baseline, target, ok }) => [
    name,
    `${round(value)} ${unit}`,
    target === undefined ? '' : `\u2264 ${round(target)}`,
    ok === undefined ? '' : ok ? 'ok' : 'MISSED',
    baseline ? `${baseline.name}: ${round(baseline.value)} ${unit}` : '',
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
