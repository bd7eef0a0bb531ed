// Several takes chosen: what can be done with all of them.
import type { ComponentChildren } from 'preact';
import type { Take } from '../../../src-main/contract/take.ts';
import { Icon } from '../../parts/icon.tsx';
import { duration } from '../../words/format.ts';
import { t, tn } from '../../words/words.ts';
import { ExportMenu } from './export-menu.tsx';
import { deleteTakes, retryTakes, starTakes } from './takes.ts';

export function SeveralDetail({ takes }: { readonly takes: readonly Take[] }): ComponentChildren {
  const ids = takes.map(({ id }) => id);
  const total = takes.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const allStarred = takes.every(({ starred }) => starred);
  return (
    <article class="detail" aria-label={tn('takesChosen', takes.length)}>
      <div class="read scroll">
        <header class="head">
          <p>
            <strong>{tn('takesChosen', takes.length)}</strong> <span class="hush num">{duration(total)}</span>
          </p>
        </header>
        <ol class="chosen-list">
          {takes.slice(0, 12).map((take) => (
            <li key={take.id}>
              {take.text === ''
                ? (take.fileName ?? t(take.state === 'discarded' ? 'discarded' : 'noText'))
                : take.text.slice(0, 140)}
            </li>
          ))}
          {takes.length > 12 && <li class="hush">{tn('andMore', takes.length - 12)}</li>}
        </ol>
      </div>
      <footer class="acts">
        <button type="button" class="b line" data-first onClick={() => void starTakes(ids, !allStarred)}>
          <Icon name="star" solid={allStarred} />
          {allStarred ? t('unstar') : t('star')}
        </button>
        <button type="button" class="b line" onClick={() => void retryTakes(ids)}>
          <Icon name="retry" />
          {t('retry')}
        </button>
        <span class="gap" />
        <ExportMenu ids={ids} />
        <button type="button" class="b" onClick={() => void deleteTakes(ids)}>
          <Icon name="trash" />
          {t('delete')}
        </button>
      </footer>
    </article>
  );
}
