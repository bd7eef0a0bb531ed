// What the program of the crash test says, line by line, and the samples that it records.

export type CrashStep =
  | { readonly step: 'open' }
  | { readonly step: 'begun'; readonly id: string }
  | { readonly step: 'appended'; readonly id: string; readonly bytes: number }
  | { readonly step: 'finished'; readonly id: string; readonly inMemory: boolean }
  | { readonly step: 'failed' | 'discarded' | 'inserted'; readonly id: string }
  | { readonly step: 'done'; readonly id: string; readonly text: string }
  | { readonly step: 'trouble'; readonly code: string }
  | { readonly step: 'mended' };

/** Samples that say where they stand, so that a gap or a double anywhere is seen. @param at, length bytes, even */
export function rampAt(at: number, length: number): Buffer {
  const pcm = Buffer.alloc(length);
  for (let offset = 0; offset < length; offset += 2) pcm.writeInt16LE(((at + offset) / 2) % 20_011, offset);
  return pcm;
}

/** What the steps of one run say of each take. */
export interface ToldTake {
  readonly id: string;
  bytes: number;
  /** Bytes when the disk refused for the first time since it accepted: what came later may be in memory only. */
  bytesAtTrouble: number | null;
  last: CrashStep['step'];
  text: string | null;
}

export function readSteps(output: string): { takes: Map<string, ToldTake>; troubles: string[]; mended: number } {
  const takes = new Map<string, ToldTake>();
  const troubles: string[] = [];
  let mended = 0;
  // The last line may be torn by the kill.
  for (const line of output.split('\n').slice(0, -1)) {
    const step: CrashStep = JSON.parse(line); // written by crash-store-child.ts
    if (step.step === 'trouble') {
      troubles.push(step.code);
      for (const take of takes.values()) take.bytesAtTrouble ??= take.bytes;
    } else if (step.step === 'mended') {
      mended += 1;
      for (const take of takes.values()) take.bytesAtTrouble = null;
    } else if (step.step === 'begun') {
      const inTrouble = troubles.length > 0 && [...takes.values()].some((take) => take.bytesAtTrouble !== null);
      takes.set(step.id, {
        id: step.id,
        bytes: 0,
        bytesAtTrouble: inTrouble ? 0 : null,
        last: 'begun',
        text: null,
      });
    } else if (step.step !== 'open') {
      const take = takes.get(step.id);
      if (!take) throw new Error(`step for an unknown take: ${line}`);
      take.last = step.step;
      if (step.step === 'appended') take.bytes = step.bytes;
      if (step.step === 'done') take.text = step.text;
    }
  }
  return { takes, troubles, mended };
}
