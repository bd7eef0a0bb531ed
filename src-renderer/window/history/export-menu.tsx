// Export: a native popover with four formats, usable with arrows.
import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { run } from '../../parts/bridge.ts';
import { Icon } from '../../parts/icon.tsx';
import { t, tn } from '../../words/words.ts';
import { showToast } from '../toasts.tsx';

const formats = ['txt', 'json', 'srt', 'audio'] as const;

export function ExportMenu({ ids }: { readonly ids: readonly string[] }): ComponentChildren {
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const labels = { txt: t('exportText'), json: t('exportJson'), srt: t('exportSrt'), audio: t('exportAudio') };
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const items = [...(menu.current?.querySelectorAll('button') ?? [])];
    const at = items.findIndex((item) => item.matches(':focus'));
    items[(at + step + items.length) % items.length]?.focus();
  };
  return (
    <span class="menu-place">
      <button type="button" class="b" popovertarget={id} aria-haspopup="menu">
        <Icon name="export" />
        <span class="label-text">{t('export')}</span>
      </button>
      <div
        ref={menu}
        id={id}
        class="menu"
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={t('export')}
        onKeyDown={move}
      >
        {formats.map((format, at) => (
          <button
            key={format}
            ref={(item) => {
              // The popover gives the focus to it at once, before any further key.
              item?.toggleAttribute('autofocus', at === 0);
            }}
            type="button"
            role="menuitem"
            onClick={() => {
              menu.current?.hidePopover();
              void exportTakes(ids, format);
            }}
          >
            {labels[format]}
          </button>
        ))}
      </div>
    </span>
  );
}

/** Says what was written, and what could not be. */
async function exportTakes(ids: readonly string[], format: (typeof formats)[number]): Promise<void> {
  const done = await run('history.export', { ids: [...ids], format });
  if (!done) return;
  const skipped = done.skipped > 0 ? `. ${tn('exportSkipped', done.skipped)}` : '';
  showToast({ text: `${tn('exported', done.files)}${skipped}`, tone: skipped === '' ? 'plain' : 'mend' });
}
