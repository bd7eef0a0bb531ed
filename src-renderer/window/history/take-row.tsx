// One row: time in the gutter, text or bars, then state, target and length. Fixed height, decided by list-items.ts.
import type { ComponentChildren } from 'preact';
import type { Take } from '../../../src-main/contract/take.ts';
import { Bars } from '../../parts/bars.tsx';
import { run } from '../../parts/bridge.ts';
import { Icon } from '../../parts/icon.tsx';
import { useLevels } from '../../parts/levels.ts';
import { sendMend } from '../../parts/mend.ts';
import { duration, spokenDuration, timeOfDay } from '../../words/format.ts';
import { mendWord } from '../../words/mend-words.ts';
import { t } from '../../words/words.ts';
import { excerpt, stretches } from './hits.ts';
import { type RowContext, type RowWords, rowWords } from './row-words.ts';
import { copyTake } from './takes.ts';
import { useWaveform } from './waveform.ts';

export interface TakeRowProps {
  readonly take: Take;
  readonly lines: 1 | 2;
  readonly index: number;
  readonly chosen: boolean;
  readonly current: boolean;
  /** The pointer or the keyboard is on it: its quick actions are there. */
  readonly quick: boolean;
  readonly terms: readonly string[];
  readonly context: RowContext;
}

export function TakeRow({
  take,
  lines,
  index,
  chosen,
  current,
  quick,
  terms,
  context,
}: TakeRowProps): ComponentChildren {
  const words = rowWords(take, context);
  const live = words.live === 'recording';
  const tab = current ? 0 : -1;
  const elapsed =
    live && context.dictation?.takeId === take.id ? context.now - (context.dictation.speakingSince ?? context.now) : 0;
  const length = live ? elapsed : take.durationMs;
  return (
    <div
      class={['take', `h${lines}`, words.quiet ? 'quiet' : '', live ? 'live' : ''].join(' ')}
      role="row"
      id={`take-${take.id}`}
      data-take={take.id}
      aria-rowindex={index + 1}
      aria-selected={chosen}
      tabIndex={tab}
    >
      <div role="gridcell" class="cell">
        <time dateTime={new Date(take.createdAt).toISOString()}>{live ? t('now') : timeOfDay(take.createdAt)}</time>{' '}
        {words.said === undefined ? (
          <RowBars take={take} words={words} />
        ) : (
          <p class="said">
            {stretches(excerpt(words.said, take.state === 'done' ? terms : []), terms).map((part, at) =>
              part.hit ? <mark key={at}>{part.text}</mark> : part.text,
            )}
          </p>
        )}
        <p class="meta">
          <span class={words.tone === 'plain' ? 'state' : `state ${words.tone}`}>
            {words.sign === 'dot' ? <i class="dot" /> : words.sign && <Icon name={words.sign} />}
            {words.state}
          </span>
          {/* White space parts the words for a screen reader; the row's gaps are its style's. */}{' '}
          {words.about && <span class="about">{words.about}</span>}
          {take.practice && <span class="tag">{t('practice')}</span>}
          {take.starred && (
            <span class="star" role="img" aria-label={t('starred')}>
              <Icon name="star" solid />
            </span>
          )}{' '}
          <span class="dur">
            <span aria-hidden="true">{duration(length)}</span>
            <span class="sr">{spokenDuration(length)}</span>
          </span>
        </p>
        {words.mend && <MendButton mend={words.mend} take={take} tab={tab} />}
        {words.undo && (
          <button
            type="button"
            class="b small line act"
            tabIndex={tab}
            onClick={() => void run('history.restore', { id: take.id })}
          >
            <Icon name="undo" />
            {t('undo')}
          </button>
        )}
        {quick && take.state === 'done' && <QuickActions take={take} tab={tab} />}
      </div>
    </div>
  );
}

function MendButton({
  mend,
  take,
  tab,
}: {
  mend: NonNullable<RowWords['mend']>;
  take: Take;
  tab: number;
}): ComponentChildren {
  return (
    <button type="button" class="b small mend act" tabIndex={tab} onClick={() => void sendMend(mend, take.id)}>
      {mendWord(mend)}
    </button>
  );
}

/** Only where the pointer or the keyboard is; the detail has them too. */
function QuickActions({ take, tab }: { readonly take: Take; readonly tab: number }): ComponentChildren {
  return (
    <span class="quick">
      <button
        type="button"
        class="b small icon"
        tabIndex={tab}
        aria-label={t('pasteAgain')}
        title={t('pasteAgain')}
        onClick={() => void run('history.pasteAgain', { id: take.id })}
      >
        <Icon name="clip" />
      </button>
      <button
        type="button"
        class="b small icon"
        tabIndex={tab}
        aria-label={t('copy')}
        title={t('copy')}
        onClick={() => void copyTake(take.id)}
      >
        <Icon name="copy" />
      </button>
    </span>
  );
}

function RowBars({ take, words }: { readonly take: Take; readonly words: RowWords }): ComponentChildren {
  const levels = useLevels('dictation', words.live === 'recording');
  const waveform = useWaveform(take.id, words.live === 'recording' || take.audio === 'removed' ? 0 : 69);
  const recording = words.live === 'recording';
  return (
    <Bars
      levels={recording ? levels : (waveform ?? [])}
      height={15}
      before={recording ? 'voice' : 'ink'}
      after="voice"
      share={recording ? 1 : (words.share ?? 0)}
    />
  );
}
