// A take without text: why, and the button that mends it. Nothing is red with alarm, because nothing is lost.
import type { ComponentChildren } from 'preact';
import type { Take } from '../../../src-main/contract/take.ts';
import { run } from '../../parts/bridge.ts';
import { Icon } from '../../parts/icon.tsx';
import { sendMend } from '../../parts/mend.ts';
import { moment } from '../../words/format.ts';
import { mendWord } from '../../words/mend-words.ts';
import { errorHint, errorMessage, errorTitle, t } from '../../words/words.ts';
import { copyText } from '../copy-text.ts';
import { showToast } from '../toasts.tsx';
import { emptyWords, type RowWords } from './row-words.ts';
import { retryTakes } from './takes.ts';

export function Mishap({ take, words }: { readonly take: Take; readonly words: RowWords }): ComponentChildren {
  return (
    <div class={take.state === 'failed' ? 'mishap mend' : 'mishap'}>
      <Icon name={take.state === 'failed' ? 'warn' : take.state === 'empty' ? 'none' : 'x'} />
      <h2>{take.error ? errorTitle(take.error) : words.said}</h2>
      <p>{explain(take, words)}</p>
      <p class="do">
        <Buttons take={take} words={words} />
      </p>
    </div>
  );
}

function explain(take: Take, words: RowWords): string {
  if (take.state === 'discarded') return `${words.state}. ${t('discardedExplained')}`;
  if (take.state === 'empty') return `${emptyWords(take)}. ${t('emptyExplained')}`;
  const kept = take.audio === 'removed' ? t('recordingRemoved') : t('recordingKept');
  if (!take.error) return kept;
  const message = errorMessage(take.error);
  const said = errorTitle(take.error).toLowerCase();
  const sentence = message.replace(/\.$/, '').toLowerCase() === said ? '' : `${message.replace(/\.?$/, '.')} `;
  const when = take.retryAt === undefined ? '' : ` ${t('nextTryAt', { time: moment(take.retryAt, Date.now()) })}`;
  return `${sentence}${errorHint(take.error)} ${kept}${when}`.trim();
}

function Buttons({ take, words }: { readonly take: Take; readonly words: RowWords }): ComponentChildren {
  if (take.state === 'discarded') {
    return (
      <button type="button" class="b fill" data-first onClick={() => void run('history.restore', { id: take.id })}>
        {t('sendAfterAll')}
      </button>
    );
  }
  const sound = take.audio !== 'removed';
  const retry = (look: string): ComponentChildren => (
    <button type="button" class={`b ${look}`} data-first onClick={() => void retryTakes([take.id])}>
      {t('retry')}
    </button>
  );
  if (take.state === 'empty') {
    return (
      <>
        {sound && retry('line')}
        <button type="button" class="b line" onClick={() => void sendMend('choose-microphone')}>
          {t('chooseMicrophone')}
        </button>
      </>
    );
  }
  const { mend } = words;
  const error = take.error;
  return (
    <>
      {mend && mend !== 'retry' && (
        <button type="button" class="b fill" data-first onClick={() => void sendMend(mend, take.id)}>
          {mend === 'sign-in' ? t('signInAndSend') : mendWord(mend)}
        </button>
      )}
      {sound && retry(mend && mend !== 'retry' ? 'line' : 'fill')}
      {error && (
        <button
          type="button"
          class="b"
          onClick={() => {
            copyText(
              `Sotto, take ${take.id}, ${new Date(take.createdAt).toISOString()}\n${error.code}: ${error.message}\n${error.hint}`,
            );
            showToast({ text: t('copied') }, 2500);
          }}
        >
          {t('copyReport')}
        </button>
      )}
    </>
  );
}
