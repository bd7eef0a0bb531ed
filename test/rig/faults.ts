// Dictations while the service answers at random as services do: errors, limits, challenges, cut connections, silence,
// nonsense, dead tokens. Every one must end as done or as failed with its sound and its reason; nothing twice, nothing
// lost; and everything must be there after the service has calmed down.
import { retryTake } from '../../src-main/app/history.ts';
import type { Take } from '../../src-main/contract/take.ts';
import { speak } from '../standin/fsk-encode.ts';
import type { ScriptedReply } from '../standin/scripted-reply.ts';
import { startStandin } from '../standin/standin.ts';
import { openRig } from './dictation-rig.ts';
import { FedRecorder } from './fed-recorder.ts';

export interface FaultReport {
  readonly rounds: number;
  readonly doneAtOnce: number;
  readonly failedFirst: number;
  /** What failed, by code. */
  readonly codes: Readonly<Record<string, number>>;
  readonly doneAfterRetry: number;
  /** Sentences about everything that broke a promise; empty is right. */
  readonly broken: readonly string[];
}

const words = ['alpha', 'bravo', 'charlie', 'delta', 'echo', 'foxtrot', 'golf', 'hotel', 'india', 'juliet'];

/** @param seed the same seed gives the same faults in the same order */
export async function runFaults(rounds: number, seed: number): Promise<FaultReport> {
  const random = mulberry32(seed);
  await using standin = await startStandin();
  const recorder = new FedRecorder({ speed: 0 });
  await using rig = await openRig({ recorder, standin, requestTimeoutMs: 700 });
  const broken: string[] = [];
  const codes: Record<string, number> = {};
  const said = new Map<string, string>();
  for (let round = 0; round < rounds; round += 1) {
    const text = `take ${round} ${Array.from({ length: 1 + Math.floor(random() * 4) }, () => words[Math.floor(random() * words.length)]).join(' ')}`;
    const faults = Array.from({ length: Math.floor(random() * 4) }, () => fault(random));
    rig.leap(120_000);
    if (random() < 0.15) standin.book.killAccessTokens();
    standin.script('transcribe', ...faults);
    recorder.hears(speak(text, { leadMs: 60, tailMs: 60 }));
    const before = rig.inserted.length;
    const take = await rig.dictate();
    said.set(take.id, text);
    const insertedNow = rig.inserted.slice(before);
    if (take.state === 'done') {
      if (insertedNow.length !== 1 || insertedNow[0] !== text)
        broken.push(
          `round ${round}: done, but ${JSON.stringify(insertedNow)} was inserted instead of ${JSON.stringify(text)}`,
        );
    } else if (take.state === 'failed') {
      codes[take.error?.code ?? 'none'] = (codes[take.error?.code ?? 'none'] ?? 0) + 1;
      if (!take.error?.message) broken.push(`round ${round}: failed without a reason`);
      if (take.audio !== 'kept' || take.durationMs < 300) broken.push(`round ${round}: failed without its sound`);
      if (insertedNow.length > 0)
        broken.push(`round ${round}: failed, but ${JSON.stringify(insertedNow)} was inserted`);
    } else broken.push(`round ${round}: ended as ${take.state}`);
    standin.clearScripts(); // what was not used up must not meet the next round
  }
  const all: Take[] = rounds === 0 ? [] : [...said.keys()].flatMap((id) => rig.store.get(id) ?? []);
  if (all.length !== rounds) broken.push(`${rounds - all.length} takes are gone`);
  const failed = all.filter((take) => take.state === 'failed');
  const before = rig.inserted.length;
  let doneAfterRetry = 0;
  for (const { id } of failed) {
    rig.leap(120_000);
    const take = await retryTake(
      rig.ports,
      id,
      { language: '', segments: true, practice: false },
      new AbortController().signal,
    );
    if (take.state === 'done' && take.text === said.get(id)) doneAfterRetry += 1;
    else
      broken.push(
        `${id} after the retry: ${take.state}, ${JSON.stringify(take.text)} instead of ${JSON.stringify(said.get(id))}`,
      );
  }
  if (rig.inserted.length !== before) broken.push('a late text was inserted');
  return { rounds, doneAtOnce: all.length - failed.length, failedFirst: failed.length, codes, doneAfterRetry, broken };
}

function fault(random: () => number): ScriptedReply {
  const kinds: readonly ScriptedReply[] = [
    { kind: 'asr-error' },
    { kind: 'status', status: 503, body: { detail: 'overloaded' } },
    { kind: 'too-many', retryAfterSeconds: 30 },
    { kind: 'usage-limit', resetsInSeconds: 3600 },
    { kind: 'challenge' },
    { kind: 'cut', when: 'before-body' },
    { kind: 'cut', when: 'before-answer' },
    { kind: 'cut', when: 'mid-answer' },
    { kind: 'hang', ms: 30_000 },
    { kind: 'wrong-json' },
    { kind: 'status', status: 401, body: { detail: 'unauthorized' } },
    { kind: 'normal' },
  ];
  return kinds[Math.floor(random() * kinds.length)] ?? { kind: 'normal' };
}

/** A small seeded generator (Tommy Ettinger's public-domain mulberry32). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
