import { describe, expect, it } from 'vitest';
import { stageCheck } from '../../../src-main/app/stage-check.ts';
import { diagnosisWords } from '../../../src-main/contract/doctor-words.ts';
import { stageTimings } from '../../../src-main/takes/timing-stats.ts';

const take = (keyUpToInserted: number, service: number, keyUpToLastSegmentSent = 20) => ({
  keyUpToInserted,
  service,
  keyUpToLastSegmentSent,
  sentBytes: 20_000,
});

describe('the Doctor on waiting', () => {
  it('says median and 95th percentile of the last takes, and every stage as a fact', () => {
    const stages = stageTimings(Array.from({ length: 100 }, (_, index) => take(500 + index * 10, 300)));
    const found = stageCheck(stages);
    expect(diagnosisWords(found).found).toBe(
      'From key-up to text: 0.99 s at the median, 1.44 s at the 95th percentile (last 100).',
    );
    expect(found).toEqual({
      check: 'timings',
      state: 'ok',
      finding: 'timings_are',
      facts: {
        keyUpToLastSegmentSentP50Ms: 20,
        keyUpToLastSegmentSentP95Ms: 20,
        keyUpToInsertedP50Ms: 990,
        keyUpToInsertedP95Ms: 1440,
        serviceP50Ms: 300,
        serviceP95Ms: 300,
        takes: 100,
        half: '0.99 s',
        most: '1.44 s',
      },
    });
  });

  it('says who is slow', () => {
    expect(stageCheck(stageTimings([take(9000, 8000)]))).toMatchObject({
      state: 'warning',
      finding: 'timings_slow_service',
    });
    expect(stageCheck(stageTimings([take(9000, 400, 8000)]))).toMatchObject({
      state: 'warning',
      finding: 'timings_slow_upload',
    });
  });

  it('has nothing to say before the first dictation', () => {
    expect(stageCheck([])).toMatchObject({ state: 'ok', finding: 'timings_none' });
  });
});
