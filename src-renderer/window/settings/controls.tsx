// The controls: segments, pick, switch, number, text, lines. Each is named by its row's label.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../../parts/icon.tsx';

interface Named {
  /** Ids of what names and explains the control. */
  readonly labelledBy: string;
}

export interface SegmentsProps<T> extends Named {
  readonly options: readonly (readonly [T, string])[];
  readonly value: T;
  readonly change: (value: T) => void;
}

export function Segments<T>({ options, value, change, labelledBy }: SegmentsProps<T>): ComponentChildren {
  return (
    <div class="seg" role="radiogroup" aria-labelledby={labelledBy}>
      {options.map(([option, label]) => (
        <label key={String(option)}>
          <input type="radio" name={labelledBy} checked={option === value} onChange={() => change(option)} />
          <span>{label}</span>
        </label>
      ))}
    </div>
  );
}

export function Pick<T extends string | number>({
  options,
  value,
  change,
  labelledBy,
}: SegmentsProps<T>): ComponentChildren {
  return (
    <span class="pick">
      <select
        aria-labelledby={labelledBy}
        value={String(value)}
        onChange={({ currentTarget }) => {
          const chosen = options.find(([option]) => String(option) === currentTarget.value);
          if (chosen) change(chosen[0]);
        }}
      >
        {options.map(([option, label]) => (
          <option key={option} value={String(option)}>
            {label}
          </option>
        ))}
      </select>
      <Icon name="down" />
    </span>
  );
}

export function Switch({
  on,
  change,
  labelledBy,
}: Named & { readonly on: boolean; readonly change: (on: boolean) => void }): ComponentChildren {
  return (
    <input
      type="checkbox"
      role="switch"
      class="switch"
      aria-labelledby={labelledBy}
      checked={on}
      aria-checked={on}
      onChange={({ currentTarget }) => change(currentTarget.checked)}
    />
  );
}

interface FieldProps extends Named {
  readonly id: string;
  readonly invalid: boolean;
}

/** Shows what is in force until something else is typed; sends at Enter and when the field is left. */
function useDraft(
  value: string,
  send: (draft: string) => void,
): {
  readonly draft: string;
  readonly type: (text: string) => void;
  readonly done: () => void;
} {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  return { draft, type: setDraft, done: () => draft !== value && send(draft) };
}

export interface NumberFieldProps extends FieldProps {
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly unit: string;
  readonly change: (value: number) => void;
}

export function NumberField({
  id,
  value,
  min,
  max,
  step,
  unit,
  change,
  invalid,
  labelledBy,
}: NumberFieldProps): ComponentChildren {
  const { draft, type, done } = useDraft(
    String(value),
    (text) => change(text.trim() === '' ? Number.NaN : Number(text)), // nothing is not zero
  );
  return (
    <>
      <input
        id={id}
        type="number"
        class="field number num"
        aria-labelledby={labelledBy}
        aria-invalid={invalid}
        {...{ min, max, step }}
        value={draft}
        onInput={({ currentTarget }) => type(currentTarget.value)}
        onBlur={done}
        onKeyDown={(event) => event.key === 'Enter' && done()}
      />
      {unit !== '' && <span class="unit hush">{unit}</span>}
    </>
  );
}

export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly hintText: string;
  readonly maxLength: number;
  readonly change: (value: string) => void;
}

export function TextField({
  id,
  value,
  hintText,
  maxLength,
  change,
  invalid,
  labelledBy,
}: TextFieldProps): ComponentChildren {
  const { draft, type, done } = useDraft(value, change);
  return (
    <input
      id={id}
      type="text"
      class="field mono w"
      spellcheck={false}
      autocomplete="off"
      aria-labelledby={labelledBy}
      aria-invalid={invalid}
      placeholder={hintText}
      maxLength={maxLength}
      value={draft}
      onInput={({ currentTarget }) => type(currentTarget.value)}
      onBlur={done}
      onKeyDown={(event) => event.key === 'Enter' && done()}
    />
  );
}

export interface LinesFieldProps extends FieldProps {
  readonly value: readonly string[];
  readonly hintText: string;
  readonly change: (value: string[]) => void;
}

/** One entry a line; empty lines are none. */
export function LinesField({ id, value, hintText, change, invalid, labelledBy }: LinesFieldProps): ComponentChildren {
  const { draft, type, done } = useDraft(value.join('\n'), (text) =>
    change(
      text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    ),
  );
  return (
    <textarea
      id={id}
      class="field mono w"
      rows={Math.min(8, Math.max(2, value.length))}
      spellcheck={false}
      aria-labelledby={labelledBy}
      aria-invalid={invalid}
      placeholder={hintText}
      value={draft}
      onInput={({ currentTarget }) => type(currentTarget.value)}
      onBlur={done}
    />
  );
}
