// The whole window takes dropped files and folders; so does paste. The bow rises while files are held over it.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { run } from '../../parts/bridge.ts';
import { t, tn } from '../../words/words.ts';
import { goTo } from '../place.ts';
import { showToast } from '../toasts.tsx';

export function DropTarget(): ComponentChildren {
  const [held, setHeld] = useState<number | null>(null);
  useEffect(() => {
    // A drag over children enters and leaves again and again: count them.
    let depth = 0;
    const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth++;
      setHeld([...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file').length);
    };
    const over = (event: DragEvent): void => {
      event.preventDefault(); // also for links and text: nothing dropped may ever be opened
      if (event.dataTransfer) event.dataTransfer.dropEffect = carriesFiles(event) ? 'copy' : 'none';
    };
    const leave = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setHeld(null);
    };
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      depth = 0;
      setHeld(null);
      addFiles(event.dataTransfer?.files);
    };
    const paste = (event: ClipboardEvent): void => {
      if ((event.clipboardData?.files.length ?? 0) === 0) return;
      event.preventDefault();
      addFiles(event.clipboardData?.files);
    };
    const ends = new AbortController();
    const { signal } = ends;
    addEventListener('dragenter', enter, { signal });
    addEventListener('dragover', over, { signal });
    addEventListener('dragleave', leave, { signal });
    addEventListener('drop', drop, { signal });
    addEventListener('paste', paste, { signal });
    return () => ends.abort();
  }, []);
  if (held === null) return null;
  return (
    <div class="drop" role="status">
      <svg class="vault" viewBox="0 0 480 250" aria-hidden="true" focusable="false">
        <path d="M8 248C8 108 108 8 240 8S472 108 472 248C432 124 346 50 240 50S48 124 8 248Z" />
      </svg>
      <p class="held num">{held > 0 ? held : ''}</p>
      <h1>{t('letGo')}</h1>
      <p class="hush">{held > 0 ? `${tn('files', held)}. ${t('textComesToHistory')}` : t('textComesToHistory')}</p>
    </div>
  );
}

function addFiles(files: FileList | undefined): void {
  const paths = [...(files ?? [])].map((file) => window.sotto.pathForFile(file)).filter((path) => path !== '');
  if (paths.length === 0) {
    if ((files?.length ?? 0) > 0) showToast({ text: t('notAFile'), tone: 'mend' });
    return;
  }
  goTo({ name: 'history' });
  void run('files.add', { paths });
}
