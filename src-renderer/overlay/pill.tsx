// One line, 40 px: sign, words, voice, time, buttons. Words first; the sign repeats them for the corner of the eye.
import type { ComponentChildren } from 'preact';
import { Bars } from '../parts/bars.tsx';
import { run } from '../parts/bridge.ts';
import { bowPath, Icon } from '../parts/icon.tsx';
import { Keycaps } from '../parts/keycaps.tsx';
import { useLevels } from '../parts/levels.ts';
import { sendMend } from '../parts/mend.ts';
import { duration, percent } from '../words/format.ts';
import { mendWord } from '../words/mend-words.ts';
import { errorShort, t } from '../words/words.ts';
import type { OverlayModel, PillButton, PillHush, PillWords } from './overlay-model.ts';

export function Pill({ model }: { readonly model: OverlayModel }): ComponentChildren {
  const { phase, bars, buttons, chord, elapsedMs, hush, runsOutAt } = model;
  const levels = useLevels('dictation', bars !== undefined);
  return (
    <div class={buttons.length === 0 ? 'pill end' : 'pill'} data-phase={phase}>
      <Sign sign={model.sign} />
      {model.practice && <span class="tag">{t('practice')}</span>}
      <p>
        <Words words={model.words} />
        {hush && <span class="hush">{hushText(hush)}</span>}
      </p>
      {bars && (
        <Bars
          levels={levels.slice(-21)}
          width={103}
          height={17}
          bar={3}
          before={bars.kind === 'live' ? 'voice' : 'ink'}
          after="voice"
          share={bars.kind === 'turning' ? bars.share : 1}
        />
      )}
      {elapsedMs !== undefined && (
        // A screen reader would read every second otherwise.
        <span class="num" aria-hidden="true">
          {duration(elapsedMs)}
        </span>
      )}
      {chord && <Keycaps accelerator={chord} />}
      {buttons.map((button) => (
        <PillButtonView key={button.does} button={button} />
      ))}
      {runsOutAt !== undefined && <i class="left" />}
    </div>
  );
}

function Sign({ sign }: { readonly sign: OverlayModel['sign'] }): ComponentChildren {
  if (sign !== 'mark') {
    return (
      <span class={sign === 'warn' ? 'sign-i warn' : 'sign-i'}>
        <Icon name={sign} />
      </span>
    );
  }
  return (
    <svg class="sign" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={bowPath} />
      <circle cx="8" cy="11.5" r="2.1" />
    </svg>
  );
}

function Words({ words }: { readonly words: PillWords }): ComponentChildren {
  switch (words.word) {
    case 'pillSendingShare':
      return t('pillSendingShare', { share: percent(words.share) });
    case 'pillWaiting':
      return t('pillWaiting', { seconds: words.seconds });
    case 'pillDead':
    case 'pillMoved':
      return t(words.word, { device: words.device });
    case 'pillPastedInto':
      return t('pillPastedInto', { target: words.target });
    case 'error':
      return errorShort(words.error);
    default:
      return t(words.word);
  }
}

const hushText = (hush: PillHush): string =>
  hush.word === 'pillWasSilent' ? t('pillWasSilent', { device: hush.device }) : t(hush.word);

function PillButtonView({ button }: { readonly button: PillButton }): ComponentChildren {
  switch (button.does) {
    case 'cancel':
      return <IconButton label={t('cancel')} click={() => run('dictation.cancel')} />;
    case 'close':
      return <IconButton label={t('close')} click={() => run('notice.dismiss')} />;
    case 'finish':
      return <WordButton look="line" label={t('finish')} click={() => run('dictation.stop')} />;
    case 'undo':
      return <WordButton look="line" label={t('undo')} click={() => run('dictation.undo')} />;
    case 'useNext':
      return (
        <WordButton
          look="mend"
          label={t('pillUseNext', { device: button.label })}
          click={() => run('dictation.useNextMicrophone')}
        />
      );
    case 'mend':
      return (
        <WordButton look="mend" label={mendWord(button.mend)} click={() => sendMend(button.mend, button.takeId)} />
      );
  }
}

interface ButtonProps {
  readonly label: string;
  readonly click: () => Promise<unknown>;
}

function IconButton({ label, click }: ButtonProps): ComponentChildren {
  return (
    <button type="button" class="b icon small" aria-label={label} onClick={() => void click()}>
      <Icon name="x" />
    </button>
  );
}

function WordButton({ label, click, look }: ButtonProps & { readonly look: 'line' | 'mend' }): ComponentChildren {
  return (
    <button type="button" class={`b small ${look}`} onClick={() => void click()}>
      {label}
    </button>
  );
}
