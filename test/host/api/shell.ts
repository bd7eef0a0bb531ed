// electron.d.ts `interface Shell`: opens nothing by itself; what the app wanted opened is recorded.
import { loudModule } from '../loud.ts';
import { record } from '../recorded.ts';

export const shell = loudModule('shell', {
  openExternal: async (url: string): Promise<void> => record('shell.openExternal', url),
  openPath: async (path: string): Promise<string> => {
    record('shell.openPath', path);
    return '';
  },
  showItemInFolder: (path: string): void => record('shell.showItemInFolder', path),
  beep: (): void => record('shell.beep'),
});
