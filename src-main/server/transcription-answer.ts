// A transcript in the formats that clients ask for. What the service doesn't tell is left out or empty, never made up. Pure.
import type { HeardText } from './ports.ts';
import type { TranscriptionForm } from './transcription-form.ts';

interface DurationUsage {
  readonly type: 'duration';
  /** Whole seconds, rounded up, as the public API counts them. */
  readonly seconds: number;
}

export function transcriptionJson(heard: HeardText): object {
  return { text: heard.text, ...usageOf(heard) };
}

/**
 * Typed clients need a number and a string: 0 and "" where nothing is known. `segments` is empty, since clients refuse
 * segments without all their fields.
 */
export function verboseJson(heard: HeardText, form: TranscriptionForm): object {
  return {
    task: 'transcribe',
    language: form.language ?? '',
    duration: heard.durationMs === undefined ? 0 : Math.round(heard.durationMs) / 1000,
    text: heard.text,
    segments: [],
    ...usageOf(heard),
  };
}

/** The events of a streamed transcription. The service answers with the whole text: it is one piece. */
export function transcriptionEvents(heard: HeardText): readonly object[] {
  return [
    ...(heard.text === '' ? [] : [{ type: 'transcript.text.delta', delta: heard.text }]),
    { type: 'transcript.text.done', text: heard.text, ...usageOf(heard) },
  ];
}

function usageOf({ durationMs }: HeardText): { usage?: DurationUsage } {
  return durationMs === undefined ? {} : { usage: { type: 'duration', seconds: Math.ceil(durationMs / 1000) } };
}
