// The server's transcription over the shared file transcription: without a trace, or kept in history when asked.

import type { Transcription } from '../server/ports.ts';
import type { TakeStore } from '../takes/take-store.ts';
import { type FilePorts, transcribeFile, transcribeFileIntoHistory } from './transcribe-file.ts';

export function fileTranscription(ports: FilePorts): Transcription {
  return {
    transcribe: async ({ path }, { signal, ...options }) =>
      await transcribeFile(ports, path, { ...options, signal: signal ?? new AbortController().signal }),
  };
}

export function storedFileTranscription(ports: FilePorts & { readonly takes: TakeStore }): Transcription {
  return {
    transcribe: async ({ path }, { signal, ...options }) => {
      const take = await transcribeFileIntoHistory(ports, path, {
        ...options,
        source: 'server',
        practice: false,
        signal: signal ?? new AbortController().signal,
      });
      return { text: take.text, takeId: take.id, ...(take.durationMs > 0 ? { durationMs: take.durationMs } : {}) };
    },
  };
}
