// What is known of a newer version, its notes as plain text, and the one button that comes next. Nothing is fetched or
// installed without it.
import type { ComponentChildren } from 'preact';
import type { UpdateState } from '../../../src-main/contract/update.ts';
import { useAppState, useSettings } from '../../parts/app-stores.ts';
import { run } from '../../parts/bridge.ts';
import { percent } from '../../words/format.ts';
import { t } from '../../words/words.ts';
import { SettingRow } from './setting-row.tsx';

export function NewVersion({ terms }: { readonly terms: readonly string[] }): ComponentChildren {
  const update = useAppState((state) => state.update);
  const on = useSettings(({ app }) => app.updates);
  if (!on || update.kind === 'off') return null;
  const error = update.kind === 'failed' ? update.error : update.kind === 'available' ? update.error : undefined;
  return (
    <SettingRow
      name="about.update"
      label={t('newVersion')}
      hint={sentence(update)}
      error={error ?? null}
      terms={terms}
      more={'offer' in update && update.offer.notes !== '' && <Notes {...update.offer} />}
    >
      <NextStep update={update} />
    </SettingRow>
  );
}

function sentence(update: UpdateState): string {
  switch (update.kind) {
    case 'off':
    case 'waiting':
      return t('updateWaiting');
    case 'unpackaged':
      return t('updateUnpackaged');
    case 'checking':
      return t('updateChecking');
    case 'none':
      return t('updateNone');
    case 'available':
      return update.install
        ? t('updateAvailable', { version: update.offer.version })
        : t('updateByHand', { version: update.offer.version });
    case 'downloading':
      return t('updateDownloading', { version: update.offer.version, percent: percent(update.fraction) });
    case 'ready':
      return t('updateReady', { version: update.offer.version });
    case 'installing':
      return t('updateInstalling', { version: update.offer.version });
    case 'failed':
      return t('updateWaiting');
  }
}

function NextStep({ update }: { readonly update: UpdateState }): ComponentChildren {
  const releases = (
    <button type="button" class="b line" onClick={() => void run('app.openExternal', { target: 'releases' })}>
      {t('releases')}
    </button>
  );
  switch (update.kind) {
    case 'waiting':
    case 'none':
    case 'failed':
      return (
        <>
          <button type="button" class="b line" onClick={() => void run('updates.check')}>
            {t('updateCheck')}
          </button>
          {update.kind === 'failed' && releases}
        </>
      );
    case 'available':
      return (
        <>
          {update.install && (
            <button type="button" class="b line" onClick={() => void run('updates.fetch')}>
              {t('updateFetch')}
            </button>
          )}
          {(!update.install || update.error) && releases}
        </>
      );
    case 'ready':
      return (
        <button type="button" class="b fill" onClick={() => void run('updates.install')}>
          {t('updateInstall')}
        </button>
      );
    case 'unpackaged':
      return releases;
    default:
      return null;
  }
}

function Notes({ version, notes }: { readonly version: string; readonly notes: string }): ComponentChildren {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    // biome-ignore lint/a11y/useSemanticElements: a section's frame belongs to the parts of the page
    <pre class="notes scroll" role="region" aria-label={t('updateNotes', { version })} tabIndex={0}>
      {notes}
    </pre>
  );
}
