// The server's transcription over the shared file transcription: without a trace, or kept in history when asked.
import { isConverted, sniffBytes, sniffContainer } from '../codex/index.ts';
import type { Transcription, UploadedAudio } from '../server/ports.ts';
import type { TakeStore } from '../takes/take-store.ts';
import { type FilePorts, transcribeFile, transcribeFileIntoHistory, wholeUpToMs } from './transcribe-file.ts';

export interface StoredFilePorts extends FilePorts {
  readonly takes: TakeStore;
  /** The client is the practice service's. */
  readonly practice: boolean;
}

/** @param openPorts called at each request: the client that it finds serves the request to its end */
export function fileTranscription(openPorts: () => FilePorts): Transcription {
  return {
    transcribe: async (audio, { signal = new AbortController().signal, ...options }) => {
      const ports = openPorts();
      if (audio.kind === 'parts') {
        const durationMs = await ports.files.durationMs(audio.parts);
        // What is held in memory is short enough to go up whole, unless it says otherwise or must be converted.
        if (durationMs === null ? !isConverted(sniffContainer(headOf(audio.parts))) : durationMs < wholeUpToMs) {
          const known = durationMs === null ? {} : { durationMs };
          const { text } = await ports.client().transcribe(audio, { ...options, ...known, signal });
          return { text, ...known };
        }
      }
      return await transcribeFile(ports, await pathOf(audio), { ...options, signal });
    },
  };
}

export function storedFileTranscription(openPorts: () => StoredFilePorts): Transcription {
  return {
    transcribe: async (audio, { signal, ...options }) => {
      const ports = openPorts();
      const take = await transcribeFileIntoHistory(ports, await pathOf(audio), {
        ...options,
        source: 'server',
        practice: ports.practice,
        signal: signal ?? new AbortController().signal,
      });
      return { text: take.text, takeId: take.id, ...(take.durationMs > 0 ? { durationMs: take.durationMs } : {}) };
    },
  };
}

function headOf(parts: readonly Uint8Array[]): Uint8Array {
  const head: Uint8Array[] = [];
  let missing = sniffBytes;
  for (const part of parts) {
    if (missing <= 0) break;
    head.push(part.subarray(0, missing));
    missing -= part.length;
  }
  return Buffer.concat(head);
}

async function pathOf(audio: UploadedAudio): Promise<string> {
  return audio.kind === 'file' ? audio.path : await audio.asFile();
}
