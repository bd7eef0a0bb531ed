// Where the time went between key-up and text, and what is known about a take.
import type { ComponentChildren } from 'preact';
import type { Take, TakeTimings } from '../../../src-main/contract/take.ts';
import { bytes, number, stageTime } from '../../words/format.ts';
import { t, tn } from '../../words/words.ts';

export interface Stage {
  readonly word: 'stageLastWord' | 'stageSending' | 'stageWaiting' | 'stagePasting';
  readonly fromMs: number;
  readonly toMs: number;
}

/** Stages from key-up on, each beginning where the one before ended. What was done before key-up takes no time here. */
export function stagesOf(timings: TakeTimings): Stage[] {
  const ends = [
    ['stageLastWord', timings.keyUpToRecorded],
    ['stageSending', timings.keyUpToLastSegmentSent],
    ['stageWaiting', timings.keyUpToLastAnswer],
    ['stagePasting', timings.keyUpToInserted],
  ] as const;
  const stages: Stage[] = [];
  let from = 0;
  for (const [word, end] of ends) {
    if (end === undefined) continue;
    const to = Math.max(from, end);
    stages.push({ word, fromMs: from, toMs: to });
    from = to;
  }
  return stages;
}

export function Waterfall({ timings }: { readonly timings: TakeTimings }): ComponentChildren {
  const stages = stagesOf(timings);
  const whole = stages.at(-1)?.toMs ?? 0;
  if (stages.length < 2 || whole <= 0) return null;
  const longest = stages.reduce((a, b) => (b.toMs - b.fromMs > a.toMs - a.fromMs ? b : a));
  return (
    <section>
      <h3 class="label">
        <span>{t('fromKeyUp')}</span>
        <span class="num">{stageTime(whole)}</span>
      </h3>
      <dl class="fall">
        {stages.map((stage) => (
          <div key={stage.word}>
            <dt>{t(stage.word)}</dt>
            <dd>
              <svg viewBox="0 0 1000 6" preserveAspectRatio="none" aria-hidden="true">
                <rect
                  class={stage === longest ? 'longest' : ''}
                  x={(stage.fromMs / whole) * 1000}
                  width={Math.max(4, ((stage.toMs - stage.fromMs) / whole) * 1000)}
                  height="6"
                />
              </svg>
            </dd>
            <dd class="num">{stageTime(stage.toMs - stage.fromMs)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function Facts({ take }: { readonly take: Take }): ComponentChildren {
  const facts = factsOf(take);
  if (facts.length === 0) return null;
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class="selectable">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function factsOf(take: Take): [string, string][] {
  const { timings } = take;
  const facts: [string, string][] = [];
  if (take.device !== undefined && take.source === 'dictation') {
    const first = timings.keyDownToFirstSample;
    facts.push([
      t('microphone'),
      first === undefined ? take.device : t('firstSampleAfter', { device: take.device, time: stageTime(first) }),
    ]);
  }
  const rate = t('kiloHertz', { rate: number(take.sampleRate / 1000) });
  if (timings.sentBytes !== undefined) {
    facts.push([
      t('sent'),
      `${bytes(timings.sentBytes)}, ${tn('inParts', Math.max(1, take.segments.length))}, ${rate}`,
    ]);
  }
  if (timings.service !== undefined)
    facts.push([t('service'), t('answeredAfter', { time: stageTime(timings.service) })]);
  if (take.language) facts.push([t('language'), languageName(take.language)]);
  if (take.error) facts.push([t('code'), take.error.code]);
  return facts;
}

function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([document.documentElement.lang], { type: 'language' }).of(code) ?? code;
  } catch {
    return code; // not a language tag: shown as it is
  }
}
