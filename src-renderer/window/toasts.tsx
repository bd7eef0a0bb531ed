// Short sentences at the window's foot: what was done, with Undo, or what went wrong and how to mend it.
import type { ComponentChildren } from 'preact';
import type { ErrorReport } from '../../src-main/contract/app-error.ts';
import { errorFacts } from '../../src-main/contract/error-table.ts';
import { Icon } from '../parts/icon.tsx';
import { sendMend } from '../parts/mend.ts';
import { createStore, useStore } from '../parts/store.ts';
import { mendWord } from '../words/mend-words.ts';
import { errorHint, errorMessage, t } from '../words/words.ts';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'mend';
  readonly action?: { readonly label: string; readonly run: () => void };
}

const toasts = createStore<readonly Toast[]>([]);
let last = 0;

/** @param forMs how long it stays; the pointer on it does not stop the time, Undo is also Ctrl+Z. */
export function showToast(
  toast: Omit<Toast, 'id' | 'tone'> & { readonly tone?: Toast['tone'] },
  forMs = 8000,
): () => void {
  const id = ++last;
  const close = (): void => toasts.set(toasts.get().filter((shown) => shown.id !== id));
  toasts.set([...toasts.get().slice(-2), { tone: 'plain', ...toast, id }]);
  setTimeout(close, forMs);
  return close;
}

export function showFailure(report: ErrorReport): void {
  const hint = errorHint(report);
  const { mend } = errorFacts(report.code);
  const text = [errorMessage(report).replace(/\.?$/, '.'), hint].filter((part) => part !== '').join(' ');
  const usable = mend === 'none' || mend === 'wait' || mend === 'retry' ? null : mend;
  showToast(
    {
      text,
      tone: 'mend',
      ...(usable ? { action: { label: mendWord(usable), run: () => void sendMend(usable) } } : {}),
    },
    12_000,
  );
}

export function Toasts(): ComponentChildren {
  const shown = useStore(toasts, (list) => list);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {shown.map((toast) => (
        <div key={toast.id} class={toast.tone === 'mend' ? 'toast mend' : 'toast'}>
          {toast.tone === 'mend' && <Icon name="warn" />}
          <p>{toast.text}</p>
          {toast.action && (
            <button
              type="button"
              class="b small line"
              onClick={() => {
                toast.action?.run();
                toasts.set(toasts.get().filter(({ id }) => id !== toast.id));
              }}
            >
              {toast.action.label}
            </button>
          )}
          <button
            type="button"
            class="b small icon"
            aria-label={t('close')}
            onClick={() => toasts.set(toasts.get().filter(({ id }) => id !== toast.id))}
          >
            <Icon name="x" />
          </button>
        </div>
      ))}
    </div>
  );
}
