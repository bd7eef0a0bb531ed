// electron.d.ts `interface Dialog`: nobody sits here to answer, so tests queue the answers; unanswered dialogs are cancelled.
import { loudModule } from '../loud.ts';
import { record } from '../recorded.ts';

type Answer = Electron.OpenDialogReturnValue | Electron.SaveDialogReturnValue | Electron.MessageBoxReturnValue;

const answers: Answer[] = [];

/** The next dialog gets this. */
export function answerDialog(answer: Answer): void {
  answers.push(answer);
}

/** The options are the last argument; a window may come before them. */
async function ask<T extends Answer>(api: string, args: readonly unknown[], cancelled: T): Promise<T> {
  record(api, args.at(-1));
  return (answers.shift() as T | undefined) ?? cancelled; // the test queued what fits the dialog
}

export const dialog = loudModule('dialog', {
  showOpenDialog: (...args: unknown[]) =>
    ask('dialog.showOpenDialog', args, { canceled: true, filePaths: [] as string[] }),
  showSaveDialog: (...args: unknown[]) => ask('dialog.showSaveDialog', args, { canceled: true, filePath: '' }),
  showMessageBox: (...args: unknown[]) => {
    const options = args.at(-1) as Electron.MessageBoxOptions; // as documented
    return ask('dialog.showMessageBox', args, { response: options.cancelId ?? 0, checkboxChecked: false });
  },
  showErrorBox: (title: string, content: string) => {
    record('dialog.showErrorBox', title, content);
    console.error(`${title}\n${content}`);
  },
});
