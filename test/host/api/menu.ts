// electron.d.ts `class Menu` and `class MenuItem`. Where a menu is seen (the tray) reads it from here; popup() is recorded.
import { LoudEmitter } from '../loud.ts';
import { record } from '../recorded.ts';
import { app } from './app.ts';

type Template = Electron.MenuItemConstructorOptions;

const roleLabels: Readonly<Record<string, string>> = {
  quit: 'Quit',
  close: 'Close',
  copy: 'Copy',
  paste: 'Paste',
  about: 'About',
};

export class HostMenuItem extends LoudEmitter {
  static readonly events: readonly string[] = [];
  readonly id: string;
  readonly type: 'normal' | 'separator' | 'submenu' | 'checkbox' | 'radio';
  readonly role: string | undefined;
  readonly submenu: HostMenu | undefined;
  readonly accelerator: string | undefined;
  label: string;
  sublabel: string;
  toolTip: string;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  menu: HostMenu | undefined;
  readonly #click: Template['click'];

  constructor(options: Template) {
    super('MenuItem', HostMenuItem.events);
    const { submenu } = options;
    const items = Array.isArray(submenu) ? HostMenu.buildFromTemplate(submenu) : submenu;
    this.submenu = items as HostMenu | undefined; // a Menu that the app built is one of the host's
    this.type =
      options.type === 'header' || options.type === 'palette'
        ? 'normal'
        : (options.type ?? (this.submenu ? 'submenu' : 'normal'));
    this.id = options.id ?? '';
    this.role = options.role;
    this.accelerator = options.accelerator;
    this.label = options.label ?? roleLabels[options.role ?? ''] ?? options.role ?? '';
    this.sublabel = options.sublabel ?? '';
    this.toolTip = options.toolTip ?? '';
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.checked = options.checked ?? false;
    this.#click = options.click;
  }

  /** What a choice of the user does, also when a test makes it: checks, then calls the app's handler. */
  click(): void {
    if (!this.enabled) return;
    if (this.type === 'checkbox') this.checked = !this.checked;
    if (this.type === 'radio') {
      for (const item of this.menu?.items ?? []) if (item.type === 'radio') item.checked = item === this;
    }
    if (this.role === 'quit') app.quit();
    // The item and the event are the host's; the app sees the members that it uses.
    this.#click?.(this as unknown as Electron.MenuItem, undefined, {
      triggeredByAccelerator: false,
    } as Electron.KeyboardEvent);
  }
}

let applicationMenu: HostMenu | null = null;

export class HostMenu extends LoudEmitter {
  static readonly events = ['menu-will-show', 'menu-will-close'];
  readonly items: HostMenuItem[] = [];

  constructor() {
    super('Menu', HostMenu.events);
  }

  append(item: HostMenuItem): void {
    this.insert(this.items.length, item);
  }

  insert(at: number, item: HostMenuItem): void {
    item.menu = this;
    this.items.splice(at, 0, item);
  }

  getMenuItemById(id: string): HostMenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : (item.submenu?.getMenuItemById(id) ?? null);
      if (found !== null) return found;
    }
    return null;
  }

  popup(): void {
    record(
      'Menu.popup',
      this.items.map(({ label }) => label),
    );
  }

  closePopup(): void {
    record('Menu.closePopup');
  }

  static buildFromTemplate(template: (Template | Electron.MenuItem)[]): HostMenu {
    const menu = new HostMenu();
    for (const entry of template) {
      const item: unknown = entry;
      menu.append(item instanceof HostMenuItem ? item : new HostMenuItem(entry as Template)); // not an item: a template
    }
    return menu;
  }

  static setApplicationMenu(menu: HostMenu | null): void {
    applicationMenu = menu;
  }

  static getApplicationMenu(): HostMenu | null {
    return applicationMenu;
  }
}
