// Filters with their numbers, and the way to files.
import type { ComponentChildren } from 'preact';
import type { TakeCounts } from '../../../src-main/contract/commands.ts';
import type { TakeFilter } from '../../../src-main/contract/take.ts';
import { run } from '../../parts/bridge.ts';
import { Icon } from '../../parts/icon.tsx';
import { number } from '../../words/format.ts';
import { t } from '../../words/words.ts';
import { takeList } from './takes.ts';

export function Chips({
  filter,
  counts,
}: {
  readonly filter: TakeFilter;
  readonly counts: TakeCounts | null;
}): ComponentChildren {
  const chip = (name: TakeFilter, label: string): ComponentChildren => (
    <button
      type="button"
      class="chip"
      aria-pressed={filter === name}
      onClick={() => void takeList.look({ filter: name })}
    >
      {label}
      {name !== 'all' && counts !== null && counts[name] > 0 && <span class="num">{number(counts[name])}</span>}
    </button>
  );
  return (
    <div class="chips">
      <fieldset class="filters">
        <legend class="sr">{t('filter')}</legend>
        {chip('all', t('all'))}
        {chip('failed', t('failedChip'))}
        {chip('discarded', t('discardedChip'))}
        {chip('starred', t('starredChip'))}
      </fieldset>
      <button
        type="button"
        class="b icon small"
        aria-label={t('openFile')}
        title={`${t('openFile')} (${t('openFileKey')})`}
        onClick={() => void run('files.choose')}
      >
        <Icon name="plus" />
      </button>
    </div>
  );
}
