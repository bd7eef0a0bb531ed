// The Doctor's word on waiting: how long the last takes took from key-up to text, stage by stage, as median and 95th
// percentile. PURE.
import type { Diagnosis } from '../contract/doctor.ts';
import type { FindingName } from '../contract/doctor-words.ts';
import type { StageTiming } from '../takes/timing-stats.ts';

/** From here on half of all takes are waited for: the service answers within two seconds. */
const slowMs = 4000;

/** @param stages of the last 100 takes that ended in text */
export function stageCheck(stages: readonly StageTiming[]): Diagnosis {
  const milliseconds = stages.filter(({ stage }) => stage !== 'sentBytes');
  const whole = milliseconds.find(({ stage }) => stage === 'keyUpToInserted');
  if (!whole) return { check: 'timings', state: 'ok', finding: 'timings_none' };
  const facts = Object.fromEntries(
    milliseconds.flatMap(({ stage, p50, p95 }) => [
      [`${stage}P50Ms`, Math.round(p50)],
      [`${stage}P95Ms`, Math.round(p95)],
    ]),
  );
  const common = {
    check: 'timings',
    facts: { ...facts, takes: whole.count, half: seconds(whole.p50), most: seconds(whole.p95) },
  } as const;
  if (whole.p50 < slowMs) return { ...common, state: 'ok', finding: 'timings_are' };
  return { ...common, state: 'warning', finding: slowest(milliseconds, whole) };
}

function slowest(stages: readonly StageTiming[], whole: StageTiming): FindingName {
  const p50 = (name: StageTiming['stage']): number => stages.find(({ stage }) => stage === name)?.p50 ?? 0;
  if (p50('service') > whole.p50 / 2) return 'timings_slow_service';
  if (p50('keyUpToLastSegmentSent') > whole.p50 / 2) return 'timings_slow_upload';
  return 'timings_slow';
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)} s`;
