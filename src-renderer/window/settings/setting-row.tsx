// One setting: label and hint on the left edge, its control on the right, what is wrong with it below, and a way back to
// the default where it was changed.
import type { ComponentChildren } from 'preact';
import type { ErrorReport } from '../../../src-main/contract/app-error.ts';
import { run } from '../../parts/bridge.ts';
import { Icon } from '../../parts/icon.tsx';
import { errorHint, errorMessage, t } from '../../words/words.ts';
import { stretches } from '../history/hits.ts';

export interface SettingRowProps {
  /** "dictation.mode": also the id of its label. */
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly terms: readonly string[];
  readonly changed?: boolean;
  /** Other settings of the section that stand in the same row and go back with it. */
  readonly alsoResets?: readonly string[];
  readonly error?: ErrorReport | null;
  /** Said in place of the error's own words, in the page's language. */
  readonly rule?: string | undefined;
  /** Id of the input that the label belongs to. */
  readonly inputId?: string;
  readonly children?: ComponentChildren;
  /** Under label and control, over the whole width. */
  readonly more?: ComponentChildren;
}

export const labelId = (name: string): string => `label-${name}`;

export function SettingRow({
  name,
  label,
  hint,
  terms,
  changed,
  alsoResets = [],
  error,
  rule,
  inputId,
  children,
  more,
}: SettingRowProps): ComponentChildren {
  const [section = '', key = ''] = name.split('.');
  return (
    <div class={error ? 'set bad' : 'set'} data-setting={name}>
      <div class="words">
        {inputId === undefined ? (
          <p class="name" id={labelId(name)}>
            <Marked text={label} terms={terms} />
          </p>
        ) : (
          <label class="name" id={labelId(name)} for={inputId}>
            <Marked text={label} terms={terms} />
          </label>
        )}
        {error ? (
          <p class="hint state mend" role="alert">
            <Icon name="warn" />
            {rule ?? `${errorMessage(error).replace(/\.?$/, '.')} ${errorHint(error)}`}
          </p>
        ) : (
          hint && (
            <p class="hint">
              <Marked text={hint} terms={terms} />
            </p>
          )
        )}
      </div>
      <div class="control">
        {changed && (
          <button
            type="button"
            class="b small icon reset"
            aria-label={t('resetSetting', { name: label })}
            title={t('resetToDefault')}
            onClick={() => {
              for (const each of [key, ...alsoResets]) void run('settings.reset', { section, key: each });
            }}
          >
            <Icon name="undo" />
          </button>
        )}
        {children}
      </div>
      {more && <div class="more">{more}</div>}
    </div>
  );
}

export function Marked({
  text,
  terms,
}: {
  readonly text: string;
  readonly terms: readonly string[];
}): ComponentChildren {
  return stretches(text, terms).map((part, at) => (part.hit ? <mark key={at}>{part.text}</mark> : part.text));
}
