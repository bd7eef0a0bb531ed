// The backend's model list in our words. Source of the fields: openai/codex `protocol/src/openai_models.rs`.
import { isRecord } from '../transport/read-body.ts';
import type { ModelEntry } from './models.ts';

/** Entries without a name are left out; everything else has a default. Sorted by priority. */
export function readBackendModels(answer: Readonly<Record<string, unknown>>): readonly ModelEntry[] {
  const list = Array.isArray(answer.models) ? answer.models : [];
  return list.flatMap(readEntry).sort((a, b) => a.priority - b.priority);
}

/** The public API's list says names only. */
export function readPublicModels(answer: Readonly<Record<string, unknown>>): readonly ModelEntry[] {
  const list = Array.isArray(answer.data) ? answer.data : [];
  return list.flatMap((item) => (isRecord(item) && typeof item.id === 'string' ? readEntry({ slug: item.id }) : []));
}

function readEntry(item: unknown): ModelEntry[] {
  if (!isRecord(item) || typeof item.slug !== 'string' || item.slug === '') return [];
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const defaultReasoningLevel = text(item.default_reasoning_level);
  return [
    {
      slug: item.slug,
      displayName: text(item.display_name) ?? item.slug,
      description: text(item.description) ?? '',
      visibility: item.visibility === 'hide' || item.visibility === 'none' ? item.visibility : 'list',
      supportedInApi: item.supported_in_api !== false,
      priority: typeof item.priority === 'number' ? item.priority : Number.MAX_SAFE_INTEGER,
      ...(defaultReasoningLevel === undefined ? {} : { defaultReasoningLevel }),
      reasoningLevels: (Array.isArray(item.supported_reasoning_levels) ? item.supported_reasoning_levels : []).flatMap(
        (level) =>
          isRecord(level) && typeof level.effort === 'string'
            ? [{ effort: level.effort, description: text(level.description) ?? '' }]
            : [],
      ),
      supportsVerbosity: item.support_verbosity === true,
      ...(typeof item.context_window === 'number' ? { contextWindow: item.context_window } : {}),
      inputModalities: (Array.isArray(item.input_modalities) ? item.input_modalities : ['text', 'image']).filter(
        (modality) => typeof modality === 'string',
      ),
      lite: item.use_responses_lite === true,
    },
  ];
}
