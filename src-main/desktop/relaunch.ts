// Starts the app again after this one has ended. An AppImage is mounted for its own process only: the file itself is what
// can be started again.
import { app } from 'electron';

export function relaunchWith({ APPIMAGE }: Readonly<Record<string, string | undefined>>): void {
  app.relaunch(APPIMAGE ? { execPath: APPIMAGE } : {});
}
