import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerCommand } from '../../src-main/app/answer-command.ts';
import { AppError } from '../../src-main/contract/app-error.ts';
import { commandInputs } from '../../src-main/contract/commands.ts';
import { isErrorCode } from '../../src-main/contract/error-table.ts';

describe('the door of the pages', () => {
  it('answers 10,000 random calls with a typed outcome and never throws', async () => {
    let reached = 0;
    const dispatch = async (): Promise<unknown> => {
      reached += 1;
      if (reached % 3 === 0) throw new AppError('take_not_found', 'This take is gone.');
      if (reached % 7 === 0) throw new TypeError('a bug');
      return reached;
    };
    const name = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...Object.keys(commandInputs)) },
      { weight: 1, arbitrary: fc.anything() },
    );
    const inputs = fc.oneof(
      fc.anything(),
      fc.constant({}),
      fc.record(
        {
          id: fc.string(),
          ids: fc.array(fc.string()),
          on: fc.boolean(),
          limit: fc.integer(),
          paths: fc.array(fc.string()),
        },
        { requiredKeys: [] },
      ),
    );
    await fc.assert(
      fc.asyncProperty(name, inputs, async (command, input) => {
        const outcome = await answerCommand(dispatch, command, input);
        if (outcome.ok) return;
        expect(isErrorCode(outcome.error.code)).toBe(true);
        expect(outcome.error.message.length).toBeGreaterThan(0);
        expect(Object.keys(outcome.error).sort()).toEqual(['code', 'hint', 'message']);
      }),
      { numRuns: 10_000 },
    );
    expect(reached).toBeGreaterThan(100);
  });

  it('tells the log, not the page, what our own fault was', async () => {
    const faults: string[] = [];
    const outcome = await answerCommand(
      async () => {
        throw new TypeError('secret detail');
      },
      'state.get',
      {},
      (name) => faults.push(name),
    );
    expect(JSON.stringify(outcome)).not.toContain('secret detail');
    expect(faults).toEqual(['state.get']);
  });

  it('refuses inherited names', async () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(await answerCommand(async () => 1, name, {})).toMatchObject({ ok: false, error: { code: 'usage' } });
    }
  });
});
