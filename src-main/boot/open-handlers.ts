// What every command of the contract does in the running app. One line a command; whatever takes more stands in a room.
import { homedir } from 'node:os';
import { app, clipboard, dialog } from 'electron';
import type { Account } from '../app/account.ts';
import type { Handlers } from '../app/dispatch.ts';
import { type DoctorPorts, diagnose } from '../app/doctor.ts';
import { doctorReport } from '../app/doctor-report.ts';
import type { FileJobs } from '../app/file-jobs.ts';
import { pasteAgain } from '../app/history.ts';
import type { LastWindowWatch } from '../app/last-window.ts';
import type { SettingsDesk } from '../app/settings-desk.ts';
import { AppError } from '../contract/app-error.ts';
import type { Diagnosis } from '../contract/doctor.ts';
import { repository } from '../contract/project.ts';
import type { AppState } from '../contract/state.ts';
import type { Take } from '../contract/take.ts';
import { openInBrowser, showInFolder } from '../desktop/external-links.ts';
import type { Inserter } from '../dictation/ports.ts';
import type { StateStore } from '../lib/state-store.ts';
import type { TakeStore } from '../takes/take-store.ts';
import type { Updates } from '../updates/updates.ts';
import { readChosenText, saveExport, saveText } from './files-dialogs.ts';
import type { PracticeFollower } from './follow-practice.ts';
import type { OpenAudio } from './open-audio.ts';
import type { OpenDictation } from './open-dictation.ts';
import type { OpenKeys } from './open-keys.ts';
import type { OpenServer } from './open-server.ts';
import type { Views } from './open-views.ts';
import { updateHandlers } from './update-handlers.ts';

export interface HandlersOptions {
  readonly account: Account;
  readonly audio: OpenAudio;
  readonly dictation: OpenDictation;
  readonly doctor: DoctorPorts;
  readonly files: FileJobs;
  readonly inserter: Inserter;
  readonly keys: OpenKeys;
  readonly lastWindow: LastWindowWatch;
  readonly practice: PracticeFollower;
  readonly server: OpenServer;
  readonly settings: SettingsDesk;
  readonly state: StateStore<AppState>;
  readonly takes: TakeStore;
  readonly updates: Updates;
  readonly views: Views;
}

const pages = {
  help: `${repository}#readme`,
  source: repository,
  releases: `${repository}/releases`,
} as const;

export function openHandlers(options: HandlersOptions): Handlers {
  const {
    account,
    audio,
    dictation,
    doctor,
    files,
    inserter,
    keys,
    lastWindow,
    practice,
    server,
    settings,
    state,
    takes,
    updates,
    views,
  } = options;
  const nothing = null;
  const take = (id: string): Take => {
    const found = takes.get(id);
    if (!found) throw new AppError('take_not_found', 'This take is gone.');
    return found;
  };
  let diagnoses: Diagnosis[] = [];
  return {
    'state.get': () => state.get(),
    'settings.get': () => settings.get(),
    'settings.set': ({ patch }) => settings.set(patch),
    'settings.reset': ({ section, key }) => settings.reset(section, key),
    'settings.export': async () => {
      const { filePath, canceled } = await dialog.showSaveDialog({ defaultPath: 'sotto-settings.json' });
      if (!canceled && filePath) await saveText(filePath, settings.exported());
      return nothing;
    },
    'settings.import': async () => {
      const { filePaths, canceled } = await dialog.showOpenDialog({
        properties: ['openFile'],
        filters: [{ name: 'JSON', extensions: ['json'] }],
      });
      return canceled || !filePaths[0] ? settings.get() : settings.imported(await readChosenText(filePaths[0]));
    },
    'dictation.start': () => {
      if (dictation.dictation.listening) throw new AppError('busy', 'A dictation is being recorded already.');
      dictation.dictation.start();
      return nothing;
    },
    'dictation.stop': () => {
      if (!dictation.dictation.listening) throw new AppError('not_recording', 'Nothing is being recorded.');
      dictation.dictation.stop();
      return nothing;
    },
    'dictation.toggle': () => {
      dictation.dictation.toggle();
      return nothing;
    },
    'dictation.cancel': () => {
      dictation.dictation.cancel();
      return nothing;
    },
    'dictation.undo': () => {
      const { notice } = state.get();
      if (notice?.kind !== 'discarded')
        throw new AppError('take_not_found', 'Nothing was discarded just now; look under Discarded in History.');
      dictation.dictation.undo(notice.takeId);
      return nothing;
    },
    'dictation.dontKeep': ({ on }) => {
      dictation.unkept.mark(on);
      return nothing;
    },
    'dictation.useNextMicrophone': () => {
      dictation.dictation.useNextMicrophone();
      return nothing;
    },
    'notice.dismiss': () => {
      dictation.dictation.dismissNotice();
      return nothing;
    },
    'problem.dismiss': ({ id }) => {
      state.update((now) => ({ ...now, problems: now.problems.filter((problem) => problem.id !== id) }));
      return nothing;
    },
    'insertion.lastWindow': () => lastWindow.last,
    'overlay.hot': ({ hot }) => {
      views.overlay.hot(hot);
      return nothing;
    },
    'overlay.layout': (layout) => {
      views.overlay.layout(layout);
      return nothing;
    },
    'history.list': (input) => takes.list(input),
    'history.counts': () => takes.counts(),
    'history.get': ({ id }) => take(id),
    'history.waveform': ({ id, bars }) => takes.waveform(id, bars),
    'history.edit': ({ id, text }) => takes.edit(id, text),
    'history.star': ({ ids, starred }) => {
      takes.star(ids, starred);
      return nothing;
    },
    'history.delete': ({ ids }) => ({ ids: takes.delete(ids) }),
    'history.undelete': ({ ids }) => {
      takes.undelete(ids);
      return nothing;
    },
    'history.restore': ({ id }) => {
      takes.restore(id);
      const { notice } = state.get();
      // Its Undo would send the take a second time.
      if (notice?.kind === 'discarded' && notice.takeId === id) dictation.dictation.dismissNotice();
      dictation.queue.retryNow([id]);
      return nothing;
    },
    'history.retry': ({ ids }) => {
      dictation.queue.retryNow(ids);
      return nothing;
    },
    'history.copy': async ({ id }) => {
      await inserter.copy(take(id).text);
      return nothing;
    },
    'history.pasteAgain': async ({ id }) => {
      await views.window.leave();
      await pasteAgain(inserter, take(id), state, Date.now);
      return nothing;
    },
    'history.showFile': async ({ id }) => {
      showInFolder(await takes.audioPath(id));
      return nothing;
    },
    'history.export': ({ ids, format }) => saveExport(takes, ids, format),
    'files.add': ({ paths }) => files.add(paths),
    'files.choose': async () => {
      const { filePaths, canceled } = await dialog.showOpenDialog({ properties: ['openFile', 'multiSelections'] });
      return canceled ? [] : await files.add(filePaths);
    },
    'files.cancel': ({ jobId }) => {
      files.cancel(jobId);
      return nothing;
    },
    'files.retry': ({ jobId }) => {
      files.retry(jobId);
      return nothing;
    },
    'files.list': () => files.list,
    'files.clear': () => {
      files.clear();
      return nothing;
    },
    'account.signIn': async ({ method }) => {
      await account.signIn(method);
      return nothing;
    },
    'account.cancelSignIn': () => {
      account.cancelSignIn();
      return nothing;
    },
    'account.signOut': async () => {
      await account.signOut();
      return nothing;
    },
    'account.setApiKey': async ({ key }) => {
      await account.setApiKey(key);
      return nothing;
    },
    'account.practice': async ({ on }) => {
      settings.set({ account: { practice: on } });
      await practice.settled();
      return nothing;
    },
    'account.usage': () => account.usage(),
    'server.set': async ({ on }) => {
      settings.set({ server: { enabled: on } });
      await server.settled(on && state.get().server.kind === 'failed');
      return nothing;
    },
    'server.copyKey': async () => {
      await clipboard.writeText(await server.key());
      return nothing;
    },
    'server.rotateKey': async () => {
      await server.rotateKey();
      return nothing;
    },
    'server.copyCurl': async () => {
      await clipboard.writeText(await server.curl());
      return nothing;
    },
    'microphones.list': () => audio.microphones(),
    'microphones.monitor': async ({ on, device }) => {
      await (on ? audio.monitor.start(device) : audio.monitor.stop());
      return nothing;
    },
    'microphones.close': async () => {
      await audio.kept.close();
      return nothing;
    },
    'hotkey.record': ({ on }) => {
      keys.suspend(on);
      return nothing;
    },
    'hotkey.check': ({ accelerator, use }) => keys.check(accelerator, use),
    'doctor.run': async () => {
      diagnoses = await diagnose(doctor);
      return diagnoses;
    },
    'doctor.mend': async ({ check }) => {
      if (check === 'hotkey') keys.keys.retry();
      else if (check === 'login') await account.signIn('browser');
      else if (check === 'microphone' || check === 'recorder') await audio.microphones();
      else throw new AppError('usage', 'Sotto can\u2019t mend this by itself.');
      return nothing;
    },
    'doctor.copyReport': async () => {
      if (diagnoses.length === 0) diagnoses = await diagnose(doctor);
      const { version, problems } = state.get();
      await clipboard.writeText(doctorReport(version, problems, diagnoses, homedir()));
      return nothing;
    },
    'paste.test': async () => {
      const text = 'Sotto was here.';
      const result = await inserter.insert(text, await inserter.target());
      if (result.insertion !== 'pasted')
        throw (
          result.reason ??
          new AppError('paste_failed', 'The text was only copied.', { hint: `Press ${result.chord ?? 'Ctrl+V'}.` })
        );
      return { text };
    },
    ...updateHandlers(updates, files, server),
    'app.openExternal': async ({ target }) => {
      if (target === 'sign-in') await account.openSignInPage();
      else await openInBrowser(pages[target]);
      return nothing;
    },
    'app.show': (input) => {
      const { place, anchor } = input ?? {};
      views.window.show(place && { place, ...(anchor === undefined ? {} : { anchor }) });
      return nothing;
    },
    'app.pageUp': () => views.window.pageUp(),
    'app.quit': () => {
      app.quit();
      return nothing;
    },
  };
}
