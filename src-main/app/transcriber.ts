// The dictation's Transcriber over the Codex client; in practice mode over the embedded practice service.
import type { CodexClient } from '../codex/index.ts';
import type { Transcriber } from '../dictation/ports.ts';

export function createTranscriber(client: () => CodexClient): Transcriber {
  return {
    warm: () => {
      void client().warm(); // never throws: the request itself will say what is wrong
    },
    transcribe: async (audio, { language, signal, onProgress }) => {
      const { text, timings } = await client().transcribe(
        { kind: 'bytes', bytes: audio.bytes },
        {
          language,
          fileName: audio.fileName,
          contentType: audio.contentType,
          durationMs: audio.durationMs,
          signal,
          onProgress,
        },
      );
      return { text, timings };
    },
    transcribeFile: async ({ path, contentType, fileName }, { language, signal, onProgress }) => {
      const { text, timings } = await client().transcribe(
        { kind: 'file', path },
        { language, fileName, contentType, signal, onProgress },
      );
      return { text, timings };
    },
  };
}
