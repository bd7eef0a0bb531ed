// The three words of an update as commands: look, fetch, restart.
import type { Handlers } from '../app/dispatch.ts';
import type { FileJobs } from '../app/file-jobs.ts';
import { AppError } from '../contract/app-error.ts';
import type { Updates } from '../updates/updates.ts';

type UpdateHandlers = Pick<Handlers, 'updates.check' | 'updates.fetch' | 'updates.install'>;

const inWork: ReadonlySet<string> = new Set(['reading', 'sending', 'waiting']);

export function updateHandlers(
  updates: Pick<Updates, 'check' | 'fetch' | 'install'>,
  files: Pick<FileJobs, 'list'>,
  server: { readonly requestsInWork: number },
): UpdateHandlers {
  return {
    'updates.check': () => {
      updates.check();
      return null;
    },
    'updates.fetch': () => {
      updates.fetch();
      return null;
    },
    'updates.install': () => {
      // Their takes would be kept and sent again, but nobody who waits for a text should have to wait anew.
      if (files.list.some(({ state }) => inWork.has(state)))
        throw new AppError('busy', 'Sotto can\u2019t restart while files are being transcribed.');
      if (server.requestsInWork > 0)
        throw new AppError('busy', 'Sotto can\u2019t restart while its server answers another program.');
      updates.install();
      return null;
    },
  };
}
