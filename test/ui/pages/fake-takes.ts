// Takes by the thousand, the same on every run: every state, every source, long and short texts. Runs in the page.
import type { Take, TakeState } from '../../../src-main/contract/take.ts';

const sentences = [
  'The release is ready from our side. I moved the two open questions about signing into the next milestone, so nobody has to wait for them. If the Windows build goes through tonight, we can tag it tomorrow morning before the stand-up.',
  'Could you check whether the invoice from October went out?',
  'Remind me to send the updated schema before the review, and ask about the third column.',
  'Yes, Thursday works.',
  'What surprised me was how few people asked for it before they had seen it. Once it was on the table, nobody wanted to go back to the old way of taking notes.',
  'Please move the meeting to half past ten and tell everybody who said they would come.',
  'The second paragraph is too long; cut it after the first sentence and keep the example.',
  'Danke, das passt so.',
  'Add a test for the empty list, then rename the function to what it really does.',
];
const targets = ['Slack', 'Mail', 'Obsidian', 'Terminal', 'Firefox', 'Visual Studio Code'];

export interface TakeOptions {
  readonly now: number;
  readonly practice: boolean;
  readonly longText: boolean;
}

/** @param index 0 is the newest. */
export function fakeTake(index: number, { now, practice, longText }: TakeOptions): Take {
  const base = sentences[index % sentences.length] ?? '';
  const text =
    longText && index % 3 === 0
      ? `${'Donaudampfschifffahrtsgesellschaftskapitän '.repeat(60)}${base}`
      : index % 17 === 3
        ? `${base} Number ${index}.`
        : base;
  const durationMs = 2300 + ((index * 7919) % 60_000);
  // Newest first: some minutes apart, nights in between.
  const createdAt = now - 240_000 - index * 11 * 60_000 - Math.floor(index / 40) * 8 * 3_600_000;
  return {
    id: `take-${String(index).padStart(6, '0')}`,
    source: 'dictation',
    state: 'done',
    createdAt,
    durationMs,
    sampleRate: 16_000,
    text,
    device: 'Shure MV7',
    target: targets[index % targets.length] ?? 'Mail',
    insertion: index % 5 === 1 ? 'copied' : 'pasted',
    starred: index % 11 === 0,
    practice,
    audio: index > 400 ? 'removed' : 'kept',
    segments: [{ index: 0, startMs: 0, endMs: durationMs, overlapMs: 0, state: 'done', text }],
    timings: {
      keyDownToFirstSample: 38,
      keyUpToRecorded: 250,
      keyUpToLastSegmentSent: 358,
      keyUpToLastAnswer: 829,
      keyUpToInserted: 890,
      insertion: 61,
      service: 471,
      sentBytes: 61_000,
    },
  };
}

/** Rows of every other state, to be put before the done ones. */
export function specimens(options: TakeOptions): Take[] {
  const { now } = options;
  const at = (index: number, minutes: number, state: TakeState, more: Partial<Take>): Take => ({
    ...fakeTake(index, options),
    id: `specimen-${state}-${index}`,
    state,
    createdAt: now - minutes * 60_000,
    starred: false,
    ...(state === 'done' ? {} : { text: '', insertion: 'none', timings: {} }),
    ...more,
  });
  const part = (index: number, state: 'done' | 'sending' | 'waiting', text?: string) => ({
    index,
    startMs: index * 300_000,
    endMs: (index + 1) * 300_000,
    overlapMs: 0,
    state,
    ...(text ? { text } : {}),
  });
  return [
    at(1, 36, 'failed', {
      target: 'Mail',
      durationMs: 48_000,
      error: {
        code: 'login_expired',
        message: 'Your sign-in has expired.',
        hint: 'Sign in again; the takes are kept and can be retried.',
      },
    }),
    at(2, 37, 'failed', {
      durationMs: 9_000,
      retryAt: now + 60_000,
      error: { code: 'network', message: 'The network is down.', hint: 'Check the connection and the proxy settings.' },
    }),
    at(3, 48, 'discarded', { durationMs: 12_000 }),
    at(4, 49, 'empty', { durationMs: 3_000, device: 'AirPods Pro', emptyReason: 'digital-silence' }),
    at(5, 60, 'done', {
      source: 'file',
      fileName: 'kick-off-part-1.mp3',
      durationMs: 3_093_000,
      insertion: 'none',
      segments: Array.from({ length: 11 }, (_, k) => part(k, 'done', sentences[k % sentences.length])),
    }),
    at(6, 61, 'done', { source: 'server', insertion: 'none', durationMs: 61_000 }),
    at(8, 62, 'done', { originalText: 'Danke, das past so.', text: 'Danke, das passt so.', language: 'de' }),
  ];
}

/** Takes in work, the newest of all. */
export function liveTakes(options: TakeOptions): Take[] {
  const base = fakeTake(0, options);
  const live = (id: string, state: TakeState, secondsAgo: number, more: Partial<Take>): Take => ({
    ...base,
    id,
    state,
    text: '',
    insertion: 'none',
    timings: {},
    starred: false,
    createdAt: options.now - secondsAgo * 1000,
    ...more,
  });
  return [
    live('live-recording', 'recording', 7, { target: 'Terminal', durationMs: 0, segments: [] }),
    live('live-sending', 'transcribing', 120, {
      durationMs: 106_000,
      segments: [0, 1, 2, 3, 4].map((index) => ({
        index,
        startMs: index * 21_000,
        endMs: (index + 1) * 21_000,
        overlapMs: 0,
        state: index < 2 ? 'done' : 'sending',
      })),
    }),
  ];
}

/** A shape that looks like speech: words with pauses. */
export function fakeLevels(count: number, seed: number): number[] {
  let state = seed * 16807 + 7;
  const next = (): number => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
  let left = 0;
  let level = 0;
  return Array.from({ length: count }, () => {
    if (left-- <= 0) {
      level = next() < 0.2 ? 0.06 : 0.35 + next() * 0.6;
      left = level < 0.1 ? 1 + next() * 2 : 2 + next() * 5;
    }
    return Math.max(0.04, Math.min(1, level * (0.7 + next() * 0.45)));
  });
}
