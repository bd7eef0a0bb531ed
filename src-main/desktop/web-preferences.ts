// How every page of Sotto is locked up. One frozen object; a test compares it, and windows.ts is its only user.

/** electron.d.ts `WebPreferences`. The preload's path is added where the window is made. */
export const webPreferences = Object.freeze({
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webSecurity: true,
  webviewTag: false,
  spellcheck: false,
});
