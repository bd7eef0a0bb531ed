// The take that is read: its text (editable), its sound, where the time went, and what can be done with it.
import type { ComponentChildren } from 'preact';
import type { Take } from '../../../src-main/contract/take.ts';
import { run } from '../../parts/bridge.ts';
import { Icon } from '../../parts/icon.tsx';
import { dayName, timeOfDay } from '../../words/format.ts';
import { t } from '../../words/words.ts';
import { DontKeep } from './dont-keep.tsx';
import { EditableText } from './editable-text.tsx';
import { ExportMenu } from './export-menu.tsx';
import { Facts, Waterfall } from './facts.tsx';
import { Mishap } from './mishap.tsx';
import { LiveBars, Parts } from './parts-of-take.tsx';
import { Player } from './player.tsx';
import { type RowContext, rowWords } from './row-words.ts';
import { copyTake, deleteTakes, retryTakes, starTakes } from './takes.ts';

export interface DetailProps {
  readonly take: Take | null;
  readonly terms: readonly string[];
  readonly context: RowContext;
  readonly listEmpty: boolean;
  /** In a narrow window: to the list. */
  readonly back: () => void;
}

export function Detail({ take, terms, context, listEmpty, back }: DetailProps): ComponentChildren {
  if (!take) {
    return (
      <article class="detail" aria-label={t('take')}>
        <p class="none-chosen hush">{listEmpty ? t('dropAnywhere') : t('noTakeChosen')}</p>
      </article>
    );
  }
  const words = rowWords(take, context);
  const when = `${dayName(take.createdAt, context.now)} ${timeOfDay(take.createdAt)}`;
  const live = words.live !== null;
  return (
    <article class="detail" aria-label={t('takeOf', { when })} key={take.id}>
      <div class="read scroll">
        <header class="head">
          <button type="button" class="b icon back" aria-label={t('backToList')} onClick={back}>
            <Icon name="back" />
          </button>
          <p>
            <strong>{take.fileName && take.source !== 'dictation' ? take.fileName : when}</strong>
            <span class="hush">{became(take, words.state, when)}</span>
            {take.practice && <span class="tag">{t('practice')}</span>}
          </p>
          <button
            type="button"
            class="b icon"
            aria-pressed={take.starred}
            aria-label={t('star')}
            title={take.starred ? t('unstar') : t('star')}
            onClick={() => void starTakes([take.id], !take.starred)}
          >
            <Icon name="star" solid={take.starred} />
          </button>
          <button
            type="button"
            class="b icon"
            aria-label={t('delete')}
            title={`${t('delete')} (${t('deleteKey')})`}
            disabled={words.live === 'recording'}
            onClick={() => void deleteTakes([take.id])}
          >
            <Icon name="trash" />
          </button>
        </header>
        {take.state === 'done' && <EditableText take={take} terms={terms} />}
        {(take.state === 'failed' || take.state === 'empty' || take.state === 'discarded') && (
          <Mishap take={take} words={words} />
        )}
        {words.live === 'recording' ? (
          <LiveBars kind="recording" />
        ) : (
          <Player take={take} working={live ? (words.share ?? 0) : null} stateWords={words.state} />
        )}
        <DontKeep take={take} />
        <Parts take={take} />
        <Waterfall timings={take.timings} />
        <Facts take={take} />
      </div>
      {words.live !== 'recording' && <Actions take={take} live={live} />}
    </article>
  );
}

function became(take: Take, state: string, when: string): string {
  if (take.source !== 'dictation') return take.fileName ? when : state;
  if (take.state !== 'done') return take.target ? t('meantFor', { target: take.target }) : '';
  if (take.insertion === 'pasted')
    return take.target ? t('pastedInto', { target: take.target }) : t('pasted').toLowerCase();
  return state;
}

function Actions({ take, live }: { readonly take: Take; readonly live: boolean }): ComponentChildren {
  const done = take.state === 'done';
  const sound = take.audio !== 'removed';
  return (
    <footer class="acts">
      {done && take.text !== '' && (
        <>
          <button type="button" class="b fill" onClick={() => void run('history.pasteAgain', { id: take.id })}>
            {t('pasteAgain')}
          </button>
          <button type="button" class="b line" onClick={() => void copyTake(take.id)}>
            <Icon name="copy" />
            {t('copy')}
          </button>
        </>
      )}
      <span class="gap" />
      {sound && !live && take.state !== 'discarded' && take.state !== 'failed' && (
        <button type="button" class="b" title={t('retryHint')} onClick={() => void retryTakes([take.id])}>
          <Icon name="retry" />
          <span class="label-text">{t('retry')}</span>
        </button>
      )}
      <ExportMenu ids={[take.id]} />
      {take.audio === 'kept' && (
        <button
          type="button"
          class="b"
          title={t('showFile')}
          onClick={() => void run('history.showFile', { id: take.id })}
        >
          <Icon name="folder" />
          <span class="label-text">{t('showFile')}</span>
        </button>
      )}
    </footer>
  );
}
