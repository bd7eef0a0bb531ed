// No rows: says why, and what to do.
import type { ComponentChildren } from 'preact';
import type { TakeFilter } from '../../../src-main/contract/take.ts';
import { useAppState } from '../../parts/app-stores.ts';
import { run } from '../../parts/bridge.ts';
import { Keycaps } from '../../parts/keycaps.tsx';
import { t } from '../../words/words.ts';
import { showSteps } from '../steps/steps-shown.ts';
import { takeList } from './takes.ts';

export function NothingFound({
  query,
  filter,
}: {
  readonly query: string;
  readonly filter: TakeFilter;
}): ComponentChildren {
  const key = useAppState(({ hotkey }) => (hotkey.works === 'none' ? '' : hotkey.accelerator));
  if (query.trim() !== '') {
    return (
      <div class="nothing">
        <p>{t('nothingFoundFor', { query: query.trim() })}</p>
        <button type="button" class="b small line" onClick={() => void takeList.look({ query: '', filter: 'all' })}>
          {t('showAll')}
        </button>
      </div>
    );
  }
  if (filter !== 'all') {
    const words = { failed: t('noneFailed'), discarded: t('noneDiscarded'), starred: t('noneStarred') };
    return (
      <div class="nothing">
        <p>{words[filter]}</p>
      </div>
    );
  }
  return (
    <div class="nothing">
      <p>{t('noTakesYet')}</p>
      {key !== '' && <Keycaps accelerator={key} />}
      <div class="do">
        <button type="button" class="b small line" onClick={() => void run('files.choose')}>
          {t('openFile')}
        </button>
        <button type="button" class="b small" onClick={() => showSteps(true)}>
          {t('firstSteps')}
        </button>
      </div>
    </div>
  );
}
