// electron.d.ts `class Tray`: an icon in a real panel where a session bus is there, otherwise remembered only.
import { hostSettings } from '../host-state.ts';
import { HostEvent, LoudEmitter } from '../loud.ts';
import { StatusNotifierItem, type TrayLook } from '../tray/status-notifier-item.ts';
import { app } from './app.ts';
import type { HostMenu } from './menu.ts';
import { type HostNativeImage, toImage } from './native-image.ts';

/** All trays that are not destroyed, for tests. */
export const trays = new Set<HostTray>();

export class HostTray extends LoudEmitter {
  static readonly events = [
    'click',
    'right-click',
    'double-click',
    'middle-click',
    'mouse-enter',
    'mouse-leave',
    'mouse-move',
    'drop-files',
  ];
  image: HostNativeImage;
  toolTip = '';
  title = '';
  menu: HostMenu | null = null;
  #item: Promise<StatusNotifierItem | undefined>;
  #destroyed = false;

  constructor(image: HostNativeImage | string) {
    super('Tray', HostTray.events);
    this.image = toImage(image);
    trays.add(this);
    const address = hostSettings().env.DBUS_SESSION_BUS_ADDRESS;
    this.#item = address === undefined ? Promise.resolve(undefined) : this.#appear(address);
  }

  async #appear(address: string): Promise<StatusNotifierItem | undefined> {
    try {
      return await StatusNotifierItem.open(address, this.#look(), () =>
        this.emit('click', new HostEvent(), this.getBounds()),
      );
    } catch (error) {
      console.error('electron host: no tray icon:', error);
      return undefined;
    }
  }

  #look(): TrayLook {
    const { toolTip, title, menu } = this;
    if (this.image.isEmpty()) console.error('electron host: the tray icon is an empty image: is its file there?');
    return { id: app.getName(), title: title || app.getName(), toolTip, icon: this.image.pixels(), menu };
  }

  #changed(what: { readonly icon?: boolean; readonly toolTip?: boolean; readonly menu?: boolean }): void {
    void this.#item.then((item) => {
      if (!this.#destroyed) item?.update(this.#look(), what);
    });
  }

  setImage(image: HostNativeImage | string): void {
    this.image = toImage(image);
    this.#changed({ icon: true });
  }

  setToolTip(text: string): void {
    this.toolTip = text;
    this.#changed({ toolTip: true });
  }

  setTitle(title: string): void {
    this.title = title;
    this.#changed({ toolTip: true });
  }

  setContextMenu(menu: HostMenu | null): void {
    this.menu = menu;
    this.#changed({ menu: true });
  }

  /** Panels don't tell where they put an icon; Electron answers zeros on Linux too. */
  getBounds(): Electron.Rectangle {
    return { x: 0, y: 0, width: 0, height: 0 };
  }

  destroy(): void {
    this.#destroyed = true;
    trays.delete(this);
    void this.#item.then((item) => item?.close());
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }
}
