// The dictation's Transcriber over the Codex client; in practice mode over the embedded practice service.
import type { CodexClient } from '../codex/index.ts';
import type { Transcriber } from '../dictation/ports.ts';

/**
 * @param client the one for a practice take, or for a real one
 * @param prompt words to expect, told with every part
 */
export function createTranscriber(client: (practice: boolean) => CodexClient, prompt?: string): Transcriber {
  return {
    warm: (practice) => {
      void client(practice).warm(); // never throws: the request itself will say what is wrong
    },
    transcribe: async (audio, { language, practice, signal, onProgress }) => {
      const { text, timings } = await client(practice).transcribe(
        { kind: 'bytes', bytes: audio.bytes },
        {
          language,
          prompt,
          fileName: audio.fileName,
          contentType: audio.contentType,
          durationMs: audio.durationMs,
          signal,
          onProgress,
        },
      );
      return { text, timings };
    },
    transcribeFile: async ({ path, contentType, fileName }, { language, practice, signal, onProgress }) => {
      const { text, timings } = await client(practice).transcribe(
        { kind: 'file', path },
        { language, fileName, contentType, signal, onProgress },
      );
      return { text, timings };
    },
  };
}
