// Dropped and chosen files as jobs over the shared file transcription.
import { FileJobs } from '../app/file-jobs.ts';
import type { Surroundings } from '../app/places.ts';
import { transcribeFileIntoHistory } from '../app/transcribe-file.ts';
import { openAudioFiles } from '../audio/files/audio-files.ts';
import type { Settings } from '../contract/settings.ts';
import type { AppState } from '../contract/state.ts';
import type { StateStore } from '../lib/state-store.ts';
import type { TakeStore } from '../takes/take-store.ts';
import type { OpenDictation } from './open-dictation.ts';
import type { Views } from './open-views.ts';
import type { PracticeSwitch } from './practice-switch.ts';

export interface OpenFilesOptions {
  readonly surroundings: Surroundings;
  readonly takes: TakeStore;
  readonly dictation: OpenDictation;
  readonly practice: PracticeSwitch;
  readonly settings: StateStore<Settings>;
  readonly state: StateStore<AppState>;
  readonly views: Views;
}

export function openFiles({
  surroundings,
  takes,
  dictation,
  practice,
  settings,
  state,
  views,
}: OpenFilesOptions): FileJobs {
  const files = openAudioFiles({ env: surroundings.env, platform: surroundings.platform });
  const jobs: FileJobs = new FileJobs({
    transcribe: async (path, { signal, progress }) => {
      const inPractice = practice.on;
      const ports = { ...dictation.ports, takes, client: () => practice.of(inPractice), files };
      const take = await transcribeFileIntoHistory(ports, path, {
        source: 'file',
        language: settings.get().dictation.language,
        practice: inPractice,
        signal,
        progress,
      });
      return { takeId: take.id, empty: take.state === 'empty' };
    },
    onSuperseded: (takeId) => {
      if (takes.get(takeId)?.starred === false) takes.delete([takeId]);
    },
    onChange: (list) => {
      views.send('files', { jobs: list });
      state.update((now) => (now.queued === jobs.busy ? now : { ...now, queued: jobs.busy }));
    },
  });
  return jobs;
}
