// The server's transcription over the shared file transcription: without a trace, or kept in history when asked.
import type { Transcription, UploadedAudio } from '../server/ports.ts';
import type { TakeStore } from '../takes/take-store.ts';
import { type FilePorts, transcribeFile, transcribeFileIntoHistory, wholeUpToMs } from './transcribe-file.ts';

export function fileTranscription(ports: FilePorts): Transcription {
  return {
    transcribe: async (audio, { signal = new AbortController().signal, ...options }) => {
      if (audio.kind === 'parts') {
        const durationMs = await ports.files.durationMs(audio.parts);
        // What is held in memory is short enough to go up whole, unless it says otherwise.
        if (durationMs === null || durationMs < wholeUpToMs) {
          const known = durationMs === null ? {} : { durationMs };
          const { text } = await ports.client().transcribe(audio, { ...options, ...known, signal });
          return { text, ...known };
        }
      }
      return await transcribeFile(ports, await pathOf(audio), { ...options, signal });
    },
  };
}

export function storedFileTranscription(ports: FilePorts & { readonly takes: TakeStore }): Transcription {
  return {
    transcribe: async (audio, { signal, ...options }) => {
      const take = await transcribeFileIntoHistory(ports, await pathOf(audio), {
        ...options,
        source: 'server',
        practice: false,
        signal: signal ?? new AbortController().signal,
      });
      return { text: take.text, takeId: take.id, ...(take.durationMs > 0 ? { durationMs: take.durationMs } : {}) };
    },
  };
}

async function pathOf(audio: UploadedAudio): Promise<string> {
  return audio.kind === 'file' ? audio.path : await audio.asFile();
}
