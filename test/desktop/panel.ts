// A real panel with a system tray (xfce4-panel is StatusNotifier watcher and host in one), at the bottom of the screen.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OwnedProcess, startProcess } from './owned-process.ts';
import { pollUntil } from './poll-until.ts';
import { busNameHasOwner } from './session-bus.ts';
import type { ScreenSize } from './x-server.ts';

export const panelHeightPx = 32;
export const trayWatcherName = 'org.kde.StatusNotifierWatcher';

/** Where the first tray icon stands; the panel holds nothing else than its tray. */
export function firstTrayIconPlace(screen: ScreenSize): { x: number; y: number } {
  return { x: panelHeightPx / 2, y: screen.heightPx - panelHeightPx / 2 };
}

const property = (name: string, type: string, value: string | number | boolean) =>
  `<property name="${name}" type="${type}" value="${value}"/>`;

const idArray = (name: string) => `<property name="${name}" type="array"><value type="int" value="1"/></property>`;

function panelSettings({ widthPx, heightPx }: ScreenSize): string {
  const position = `p=10;x=${widthPx / 2};y=${heightPx - panelHeightPx / 2}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?><channel name="xfce4-panel" version="1.0">',
    property('configver', 'int', 2),
    `<property name="panels" type="array"><value type="int" value="1"/><property name="panel-1" type="empty">`,
    property('position', 'string', position),
    property('length', 'uint', 100),
    property('position-locked', 'bool', true),
    property('size', 'uint', panelHeightPx),
    idArray('plugin-ids'),
    '</property></property><property name="plugins" type="empty">',
    property('plugin-1', 'string', 'systray'),
    '</property></channel>\n',
  ].join('');
}

/** Ready when the tray can be registered with. The settings service that it wakes up ends with the desktop. */
export async function startPanel(screen: ScreenSize, env: NodeJS.ProcessEnv, logFile: string): Promise<OwnedProcess> {
  const folder = join(env.XDG_CONFIG_HOME ?? '', 'xfce4', 'xfconf', 'xfce-perchannel-xml');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'xfce4-panel.xml'), panelSettings(screen));
  const panel = await startProcess('xfce4-panel', ['--disable-wm-check'], { env, logFile });
  await pollUntil('a system tray', () => busNameHasOwner(trayWatcherName, env));
  return panel;
}
