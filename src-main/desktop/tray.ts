// Draws the tray model. The menu is rebuilt after every change, as Linux needs it; an unchanged model touches nothing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Menu, type MenuItemConstructorOptions, nativeImage, nativeTheme, Tray } from 'electron';
import type { TrayAction, TrayIcon, TrayItem, TrayModel } from './tray-model.ts';

export class TrayView implements Disposable {
  readonly #tray: Tray;
  readonly #icons: string;
  readonly #run: (action: TrayAction) => void;
  #drawn = '';
  #icon: TrayIcon | '' = '';
  #model: TrayModel | null = null;

  /** @param icons folder of the tray images. */
  constructor(icons: string, run: (action: TrayAction) => void, onActivate: () => void) {
    this.#icons = icons;
    this.#run = run;
    this.#tray = new Tray(this.#image('idle'));
    this.#icon = 'idle';
    this.#tray.on('click', onActivate);
    // Told on macOS only (electron.d.ts, Tray `drop-files`); elsewhere the window is the place for files.
    this.#tray.on('drop-files', (_event, paths) => run({ do: 'files', paths }));
    nativeTheme.on('updated', this.#themeChanged);
  }

  show(model: TrayModel): void {
    this.#model = model;
    if (model.icon !== this.#icon) {
      this.#tray.setImage(this.#image(model.icon));
      this.#icon = model.icon;
    }
    const drawn = JSON.stringify(model);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#tray.setToolTip(model.tooltip);
    this.#tray.setContextMenu(Menu.buildFromTemplate(model.items.map((item) => this.#item(item))));
  }

  [Symbol.dispose](): void {
    nativeTheme.removeListener('updated', this.#themeChanged);
    this.#tray.destroy();
  }

  readonly #themeChanged = (): void => {
    this.#tray.setImage(this.#image(this.#model?.icon ?? 'idle'));
  };

  #item(item: TrayItem): MenuItemConstructorOptions {
    if (item.separator) return { type: 'separator' };
    const { label = '', enabled = true, checked, submenu, action } = item;
    return {
      label,
      enabled,
      ...(checked === undefined ? {} : { type: 'checkbox' as const, checked }),
      ...(submenu ? { submenu: submenu.map((child) => this.#item(child)) } : {}),
      ...(action ? { click: () => this.#run(action) } : {}),
    };
  }

  /** macOS draws a template in its own colour; elsewhere the icon fits the system's panel, not the window's theme. */
  #image(icon: TrayIcon): Electron.NativeImage {
    if (process.platform === 'darwin') {
      const image = nativeImage.createFromPath(join(this.#icons, `tray-${icon}Template.png`));
      image.setTemplateImage(true);
      return image;
    }
    const ground = nativeTheme.shouldUseDarkColorsForSystemIntegratedUI ? 'dark' : 'light';
    const [size, ...larger] = process.platform === 'win32' ? [16, 24, 32, 48] : [24, 48];
    const file = (px: number): string => join(this.#icons, `tray-${icon}-on-${ground}-${px}.png`);
    const image = nativeImage.createFromPath(file(size));
    // Drawn for each scale of the display, not stretched from the smallest.
    for (const px of larger) image.addRepresentation({ scaleFactor: px / size, buffer: readFileSync(file(px)) });
    return image;
  }
}
