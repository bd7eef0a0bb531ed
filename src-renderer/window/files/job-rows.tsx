// Files in work, above the takes: the batch with its progress, and a row per file that is not yet a take.
import type { ComponentChildren } from 'preact';
import { errorFacts } from '../../../src-main/contract/error-table.ts';
import type { FileJob } from '../../../src-main/contract/events.ts';
import { run } from '../../parts/bridge.ts';
import { Icon } from '../../parts/icon.tsx';
import { Track } from '../../parts/meters.tsx';
import { bytes, percent } from '../../words/format.ts';
import { errorHint, errorMessage, errorTitle, t, tn } from '../../words/words.ts';
import { inWork } from '../history/list-items.ts';
import { goTo } from '../place.ts';
import { showToast } from '../toasts.tsx';

export const finished = (jobs: readonly FileJob[]): number => jobs.filter((job) => !inWork(job)).length;

/** "6 of 12 files" */
export const batchWords = (jobs: readonly FileJob[]): string =>
  jobs.length === 1 ? tn('files', 1) : t('filesOf', { done: finished(jobs), all: jobs.length });

export function BatchHead({ jobs }: { readonly jobs: readonly FileJob[] }): ComponentChildren {
  const working = jobs.filter(inWork);
  const share = jobs.reduce((sum, job) => sum + (inWork(job) ? job.progress : 1), 0) / Math.max(1, jobs.length);
  const refused = jobs.filter(({ state }) => state === 'failed').length;
  return (
    <div class="batch" role="row">
      <div role="gridcell" class="cell">
        <p>
          <strong>{batchWords(jobs)}</strong>
          <span class="hush num">
            {working.length > 0 ? percent(share) : refused > 0 ? tn('filesRefused', refused) : t('allDone')}
          </span>
        </p>
        <Track share={share} label={batchWords(jobs)} />
        <p class="do">
          {working.length > 0 ? (
            <button
              type="button"
              class="b small line"
              onClick={() => {
                for (const { id } of working) void run('files.cancel', { jobId: id });
              }}
            >
              {t('cancelAll')}
            </button>
          ) : (
            <button type="button" class="b small line" onClick={() => void run('files.clear')}>
              {t('clearList')}
            </button>
          )}
        </p>
      </div>
    </div>
  );
}

export function JobRow({ job }: { readonly job: FileJob }): ComponentChildren {
  const words = jobWords(job);
  const failed = job.state === 'failed';
  return (
    <div class={job.state === 'queued' || job.state === 'cancelled' ? 'take job quiet' : 'take job'} role="row">
      <div role="gridcell" class="cell">
        <span class={failed ? 'lead-i mend' : 'lead-i'}>
          <Icon name={failed ? 'warn' : 'file'} />
        </span>
        <p class="said">
          {job.takeId === undefined ? (
            job.name
          ) : (
            <button type="button" class="plain" onClick={() => goTo({ name: 'history', takeId: job.takeId ?? '' })}>
              {job.name}
            </button>
          )}
        </p>
        <p class="meta">
          <span class={failed ? 'state mend' : 'state'} title={words}>
            {words}
          </span>
          <span class="dur">{bytes(job.bytes)}</span>
        </p>
        {inWork(job) && job.state !== 'queued' && <Track share={job.progress} label={job.name} />}
        <span class="act">
          <JobAction job={job} />
        </span>
      </div>
    </div>
  );
}

function JobAction({ job }: { readonly job: FileJob }): ComponentChildren {
  const { error } = job;
  if (inWork(job)) {
    return (
      <button
        type="button"
        class="b small icon"
        aria-label={t('cancelFile', { name: job.name })}
        title={t('cancel')}
        onClick={() => void run('files.cancel', { jobId: job.id })}
      >
        <Icon name="x" />
      </button>
    );
  }
  if (error && errorFacts(error.code).mend === 'install-converter') {
    return (
      <button
        type="button"
        class="b small mend"
        onClick={() => showToast({ text: `${errorMessage(error).replace(/\.?$/, '.')} ${errorHint(error)}` }, 15_000)}
      >
        {t('how')}
      </button>
    );
  }
  if (job.state === 'empty') return null;
  return (
    <button
      type="button"
      class={job.state === 'failed' ? 'b small mend' : 'b small line'}
      onClick={() => void run('files.retry', { jobId: job.id })}
    >
      {t('retry')}
    </button>
  );
}

function jobWords(job: FileJob): string {
  switch (job.state) {
    case 'queued':
      return t('queued');
    case 'reading':
      return t('reading');
    case 'sending':
      return t('sendingShare', { share: percent(job.progress) });
    case 'waiting':
      return t('waiting');
    case 'empty':
      return t('nothingHeard');
    case 'cancelled':
      return t('cancelled');
    case 'failed':
      return job.error ? errorTitle(job.error) : t('failed');
    case 'done':
      return t('done');
  }
}
