// What programs outside may see of the app's state: the dictation, not the account. Texts only when they were asked for. Pure.
import { z } from 'zod';
import type { AppState } from '../contract/state.ts';

export const dictationSchema = z.object({
  phase: z.enum(['idle', 'opening', 'recording', 'transcribing', 'inserting']),
  dictation: z
    .object({
      take_id: z.string(),
      hold: z.enum(['held', 'hands-free']),
      device: z.string(),
      /** Unix milliseconds of the first sample. */
      speaking_since: z.number().nullable(),
      silent: z.boolean(),
    })
    .nullable(),
  last_take: z
    .object({
      id: z.string(),
      insertion: z.enum(['pasted', 'copied', 'none']),
      failed: z.string().nullable(),
      text: z.string().optional(),
    })
    .nullable(),
  queued: z.number(),
  failed: z.number(),
  problems: z.array(z.object({ id: z.string(), code: z.string(), message: z.string() })),
});
export type DictationView = z.infer<typeof dictationSchema>;

export function dictationView(state: AppState, withTexts: boolean): DictationView {
  const { dictation, lastTake } = state;
  return {
    phase: state.phase,
    dictation:
      dictation === null
        ? null
        : {
            take_id: dictation.takeId,
            hold: dictation.hold,
            device: dictation.device,
            speaking_since: dictation.speakingSince ?? null,
            silent: dictation.alarm !== undefined,
          },
    last_take:
      lastTake === null
        ? null
        : {
            id: lastTake.id,
            insertion: lastTake.insertion,
            failed: lastTake.failed ?? null,
            ...(withTexts ? { text: lastTake.text } : {}),
          },
    queued: state.queued,
    failed: state.failedCount,
    problems: state.problems.map(({ id, error }) => ({ id, code: error.code, message: error.message })),
  };
}
