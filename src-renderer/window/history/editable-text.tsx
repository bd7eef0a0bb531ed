// A take's text: selectable, editable in place, what the service answered kept beside it. Hits of the search are marked
// by the highlight API, so that marks never get into the text.
import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Take } from '../../../src-main/contract/take.ts';
import { run } from '../../parts/bridge.ts';
import { t } from '../../words/words.ts';
import { hitRanges } from './hits.ts';

const savedAfterMs = 900;

export function EditableText({
  take,
  terms,
}: {
  readonly take: Take;
  readonly terms: readonly string[];
}): ComponentChildren {
  const place = useRef<HTMLDivElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const dirty = useRef(false);
  const [original, setOriginal] = useState(false);
  const { id, text, originalText } = take;

  const save = useCallback((): void => {
    clearTimeout(timer.current);
    const written = place.current?.innerText.replace(/\n$/, '');
    if (!dirty.current || written === undefined) return;
    dirty.current = false;
    void run('history.edit', { id, text: written });
  }, [id]);
  useEffect(() => save, [save]); // another take, or the window goes: nothing typed is lost

  useLayoutEffect(() => {
    const element = place.current;
    if (element && !dirty.current && element.innerText !== text) element.textContent = text;
  }, [text]);

  useLayoutEffect(() => {
    const node = place.current?.firstChild;
    const written = node?.nodeValue ?? '';
    const ranges = hitRanges(written, terms).map(([from, to]) => {
      const range = new Range();
      if (node) {
        range.setStart(node, from);
        range.setEnd(node, to);
      }
      return range;
    });
    CSS.highlights.set('hit', new Highlight(...ranges));
    return () => void CSS.highlights.delete('hit');
  }, [text, terms]);

  return (
    <>
      <div
        ref={place}
        class="text selectable"
        contentEditable="plaintext-only"
        role="textbox"
        aria-multiline="true"
        aria-label={t('text')}
        tabIndex={0}
        data-first
        spellcheck={false}
        onInput={() => {
          dirty.current = true;
          clearTimeout(timer.current);
          timer.current = setTimeout(save, savedAfterMs);
        }}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      {originalText !== undefined && (
        <div class="edited">
          <p class="small hush">
            {t('edited')}
            <button type="button" class="b small" aria-expanded={original} onClick={() => setOriginal(!original)}>
              {original ? t('hideOriginal') : t('showOriginal')}
            </button>
            <button type="button" class="b small" onClick={() => void run('history.edit', { id, text: originalText })}>
              {t('restoreOriginal')}
            </button>
          </p>
          {original && <p class="original selectable">{originalText}</p>}
        </div>
      )}
    </>
  );
}
