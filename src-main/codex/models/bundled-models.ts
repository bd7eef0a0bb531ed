// The list for when the service can't be asked: from the official client's catalogue of 22 August 2026
// (openai/codex `models-manager/models.json`). It ages; whoever shows it shows its date.
import type { ModelEntry, ModelList } from './models.ts';

const efforts = ['low', 'medium', 'high', 'xhigh', 'max', 'ultra'];

function entry(
  slug: string,
  visibility: ModelEntry['visibility'],
  priority: number,
  lite: boolean,
  defaultEffort: string,
  highestEffort: string,
  contextWindow = 272_000,
): ModelEntry {
  return {
    slug,
    displayName: slug,
    description: '',
    visibility,
    supportedInApi: true,
    priority,
    defaultReasoningLevel: defaultEffort,
    reasoningLevels: efforts
      .slice(0, efforts.indexOf(highestEffort) + 1)
      .map((effort) => ({ effort, description: '' })),
    supportsVerbosity: true,
    contextWindow,
    inputModalities: ['text', 'image'],
    lite,
  };
}

export const bundledModels: ModelList = {
  source: 'bundled',
  asOfMs: Date.UTC(2026, 7, 22),
  models: [
    entry('gpt-5.6-sol', 'list', 1, true, 'low', 'ultra'),
    entry('gpt-5.6-terra', 'list', 2, true, 'medium', 'ultra'),
    entry('gpt-5.6-luna', 'list', 3, true, 'medium', 'max'),
    entry('gpt-daybreak-blue-latest', 'hide', 3, true, 'low', 'ultra'),
    entry('gpt-daybreak-red-latest', 'hide', 3, true, 'medium', 'ultra', 372_000),
    entry('gpt-5.5', 'list', 7, false, 'medium', 'xhigh'),
    entry('gpt-5.4', 'hide', 16, false, 'medium', 'xhigh'),
    entry('gpt-5.4-mini', 'hide', 23, false, 'medium', 'xhigh'),
    entry('gpt-5.2', 'list', 29, false, 'medium', 'xhigh'),
    entry('codex-auto-review', 'hide', 43, true, 'medium', 'max'),
  ],
};
