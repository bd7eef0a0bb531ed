// A tray icon as today's Linux panels want it: org.kde.StatusNotifierItem on the session bus
// (https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/). Registers again whenever a panel (re)appears.
import type { HostMenu } from '../api/menu.ts';
import type { Pixels } from '../png.ts';
import { DbusMenu } from './dbus-menu.ts';
import { type BusInterface, SessionBus } from './session-bus.ts';

export interface TrayLook {
  readonly id: string;
  readonly title: string;
  readonly toolTip: string;
  /** Every size of the icon. */
  readonly icon: readonly Pixels[];
  readonly menu: HostMenu | null;
}

const itemPath = '/StatusNotifierItem';
const menuPath = '/StatusNotifierItem/menu';
const interfaceName = 'org.kde.StatusNotifierItem';
const watcherName = 'org.kde.StatusNotifierWatcher';
const dbusName = 'org.freedesktop.DBus';

const description: BusInterface = {
  name: interfaceName,
  methods: {
    Activate: ['ii', ''],
    SecondaryActivate: ['ii', ''],
    ContextMenu: ['ii', ''],
    Scroll: ['is', ''],
  },
  signals: { NewTitle: [''], NewIcon: [''], NewToolTip: [''], NewStatus: ['s'] },
  properties: {
    Category: 's',
    Id: 's',
    Title: 's',
    Status: 's',
    WindowId: 'i',
    IconName: 's',
    IconThemePath: 's',
    IconPixmap: 'a(iiay)',
    OverlayIconName: 's',
    AttentionIconName: 's',
    ToolTip: '(sa(iiay)ss)',
    ItemIsMenu: 'b',
    Menu: 'o',
  },
};

type BusPixmap = readonly [width: number, height: number, argb: number[]];

export class StatusNotifierItem {
  readonly #bus: SessionBus;
  readonly #menu: DbusMenu;
  readonly #properties: Record<string, unknown>;

  private constructor(bus: SessionBus, look: TrayLook, onActivate: () => void) {
    this.#bus = bus;
    this.#menu = new DbusMenu(bus, menuPath);
    this.#properties = {
      Category: 'ApplicationStatus',
      Id: look.id,
      Status: 'Active',
      WindowId: 0,
      IconName: '',
      IconThemePath: '',
      OverlayIconName: '',
      AttentionIconName: '',
      ItemIsMenu: false,
      Menu: menuPath,
      Activate: onActivate,
      SecondaryActivate: () => {},
      ContextMenu: () => {},
      Scroll: () => {},
    };
    this.#take(look);
    bus.offer(this.#properties, itemPath, description);
  }

  /** @throws when there is no session bus at `address`; a missing panel is no failure */
  static async open(address: string, look: TrayLook, onActivate: () => void): Promise<StatusNotifierItem> {
    // A connection of its own, as every item must be found at /StatusNotifierItem of its connection.
    const bus = await SessionBus.connect(address, () => {});
    const item = new StatusNotifierItem(bus, look, onActivate);
    item.#menu.show(look.menu);
    await bus.onSignal('/org/freedesktop/DBus', dbusName, 'NameOwnerChanged', ([name, , owner]) => {
      if (name === watcherName && owner !== '') void item.#register();
    });
    await item.#register();
    return item;
  }

  update(
    look: TrayLook,
    changed: { readonly icon?: boolean; readonly toolTip?: boolean; readonly menu?: boolean },
  ): void {
    this.#take(look);
    if (changed.icon) this.#bus.signal(itemPath, interfaceName, 'NewIcon');
    if (changed.toolTip) {
      this.#bus.signal(itemPath, interfaceName, 'NewTitle');
      this.#bus.signal(itemPath, interfaceName, 'NewToolTip');
    }
    if (changed.menu) this.#menu.show(look.menu);
  }

  close(): void {
    this.#bus.close();
  }

  #take({ title, toolTip, icon }: TrayLook): void {
    const IconPixmap = icon.map(toPixmap);
    Object.assign(this.#properties, { Title: toolTip || title, IconPixmap, ToolTip: ['', [], toolTip || title, ''] });
  }

  async #register(): Promise<void> {
    const name = await this.#bus.ask<boolean>('NameHasOwner', 's', [watcherName]);
    if (!name) return; // the next NameOwnerChanged tells
    const watcher = { destination: watcherName, path: '/StatusNotifierWatcher', interface: watcherName };
    await this.#bus
      .call({ ...watcher, member: 'RegisterStatusNotifierItem', signature: 's', body: [itemPath] })
      .catch((error: unknown) => console.error('electron host: the panel refused the tray icon:', error));
  }
}

/** ARGB in network byte order. */
function toPixmap({ width, height, rgba }: Pixels): BusPixmap {
  const argb = new Array<number>(rgba.length);
  for (let at = 0; at < rgba.length; at += 4) {
    argb[at] = rgba[at + 3] ?? 0;
    argb[at + 1] = rgba[at] ?? 0;
    argb[at + 2] = rgba[at + 1] ?? 0;
    argb[at + 3] = rgba[at + 2] ?? 0;
  }
  return [width, height, argb];
}
