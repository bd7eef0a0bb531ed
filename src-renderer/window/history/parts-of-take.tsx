// A long take is cut at pauses: its parts with their state, growing text while it is sent, times that lead to the sound.
import type { ComponentChildren } from 'preact';
import type { Take, TakeSegment } from '../../../src-main/contract/take.ts';
import { Bars } from '../../parts/bars.tsx';
import { useLevels } from '../../parts/levels.ts';
import { duration } from '../../words/format.ts';
import { errorTitle, t, tn } from '../../words/words.ts';
import { seekWanted } from './player.tsx';

export function LiveBars({ kind }: { readonly kind: 'recording' }): ComponentChildren {
  const levels = useLevels('dictation', kind === 'recording');
  return (
    <div class="player live">
      <span class="play open">
        <i class="dot" />
      </span>
      <div class="seek">
        <Bars levels={levels} height={36} before="voice" share={1} />
      </div>
    </div>
  );
}

export function Parts({ take }: { readonly take: Take }): ComponentChildren {
  const { segments } = take;
  if (segments.length < 2) return null;
  const asText = segments.filter(({ state }) => state === 'done').length;
  const working = take.state === 'transcribing' || take.state === 'recording';
  return (
    <section class="of-parts">
      <h3 class="label">
        <span>{tn('cutIntoParts', segments.length)}</span>
        <span class="num">{working ? tn('partsAsText', asText) : ''}</span>
      </h3>
      {segments.length <= 48 && (
        <ol class="parts" aria-label={t('parts')}>
          {segments.map((segment) => (
            <li key={segment.index} class={segment.state} title={partWords(segment)}>
              <b />
              <span class="sr">{partWords(segment)}</span>
            </li>
          ))}
        </ol>
      )}
      {(working || take.state === 'failed' || segments.length > 2) && <PartTexts take={take} />}
    </section>
  );
}

function PartTexts({ take }: { readonly take: Take }): ComponentChildren {
  return (
    <ol class="grow">
      {take.segments.slice(0, 400).map((segment) => (
        <li key={segment.index}>
          <button
            type="button"
            class="at num"
            aria-label={t('playFrom', { time: duration(segment.startMs) })}
            onClick={() => seekWanted.set({ takeId: take.id, ms: segment.startMs })}
          >
            {duration(segment.startMs)}
          </button>
          {segment.text ? (
            <p class="selectable">{segment.text}</p>
          ) : (
            <p class={segment.state === 'failed' ? 'state mend' : 'hush'}>{partWords(segment)}</p>
          )}
        </li>
      ))}
    </ol>
  );
}

function partWords(segment: TakeSegment): string {
  const name = t('part', { number: segment.index + 1 });
  switch (segment.state) {
    case 'open':
      return `${name}: ${t('recording')}`;
    case 'waiting':
      return `${name}: ${t('queued')}`;
    case 'sending':
      return `${name}: ${t('sending')}`;
    case 'done':
      return `${name}: ${t('asText')}`;
    case 'failed':
      return `${name}: ${segment.error ? errorTitle(segment.error) : t('failed')}`;
  }
}
