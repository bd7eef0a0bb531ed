// The fields of a transcription request: what they mean here, and which are read and ignored. Pure.
import { z } from 'zod';
import { AppError } from '../contract/app-error.ts';

export type TranscriptionFormat = 'json' | 'text' | 'verbose_json';

export interface TranscriptionForm {
  readonly format: TranscriptionFormat;
  readonly stream: boolean;
  readonly language?: string;
  readonly prompt?: string;
}

/** For the documentation; the fields come one by one and are checked as they come. */
export const transcriptionFormSchema = z.object({
  file: z.string().meta({ format: 'binary', description: 'Audio: WAV, MP3, M4A, FLAC, Ogg or WebM.' }),
  model: z.string().optional().meta({ description: 'Any; ignored.' }),
  language: z.string().optional().meta({ description: 'ISO 639-1 code; empty or absent: the service decides.' }),
  response_format: z.enum(['json', 'text', 'verbose_json']).optional(),
  stream: z.boolean().optional().meta({ description: 'Answer as server-sent events.' }),
  prompt: z.string().optional().meta({ description: 'Used with an API key only.' }),
  temperature: z.number().optional().meta({ description: 'Ignored.' }),
});

export const transcriptionSchema = z.object({
  text: z.string(),
  usage: z.object({ type: z.literal('duration'), seconds: z.number() }).optional(),
});

const withTimestamps = new Set(['srt', 'vtt', 'diarized_json', 'lrc', 'tsv']);

/** Throws `invalid_request` for what can't be had. Unknown fields pass. */
export function checkTranscriptionField(name: string, value: string): void {
  if (name === 'response_format') formatOf(value);
  if (name === 'language') languageOf(value);
}

/** @param fields already checked one by one */
export function readTranscriptionForm(fields: ReadonlyMap<string, string>): TranscriptionForm {
  const language = languageOf(fields.get('language') ?? '');
  const prompt = fields.get('prompt')?.trim() ?? '';
  return {
    format: formatOf(fields.get('response_format') ?? ''),
    stream: /^(?:true|1)$/i.test(fields.get('stream')?.trim() ?? ''),
    ...(language === '' ? {} : { language }),
    ...(prompt === '' ? {} : { prompt }),
  };
}

function formatOf(value: string): TranscriptionFormat {
  const format = value.trim().toLowerCase();
  if (format === '' || format === 'json') return 'json';
  if (format === 'text' || format === 'verbose_json') return format;
  throw new AppError(
    'invalid_request',
    withTimestamps.has(format)
      ? `response_format ${format} needs timestamps or speakers, which the service does not give.`
      : 'response_format is none that is known here.',
    { param: 'response_format', hint: 'Use json, text or verbose_json.' },
  );
}

function languageOf(value: string): string {
  const language = value.trim();
  if (/^[\p{L}\p{N}_-]{0,40}$/u.test(language)) return language;
  throw new AppError('invalid_request', 'language is no language code.', {
    param: 'language',
    hint: 'Use one like "en".',
  });
}
