// electron.d.ts `interface NativeTheme`: the app's own choice reaches every page; the system's is light unless a test says so.
import { HostEvent, LoudEmitter } from '../loud.ts';
import { forEachPage } from './open-pages.ts';

type Source = 'system' | 'light' | 'dark';

class HostNativeTheme extends LoudEmitter {
  static readonly events = ['updated'];
  shouldUseHighContrastColors = false;
  shouldUseInvertedColorScheme = false;
  shouldUseDarkColorsForSystemIntegratedUI = false;
  prefersReducedTransparency = false;
  inForcedColorsMode = false;
  #source: Source = 'system';
  #systemDark = false;

  constructor() {
    super('nativeTheme', HostNativeTheme.events);
  }

  get themeSource(): Source {
    return this.#source;
  }

  set themeSource(source: Source) {
    this.#source = source;
    this.#tellPages();
  }

  get shouldUseDarkColors(): boolean {
    return this.#source === 'system' ? this.#systemDark : this.#source === 'dark';
  }

  /** For tests: the user changes the desktop's theme. */
  setSystemDark(dark: boolean): void {
    this.#systemDark = dark;
    this.shouldUseDarkColorsForSystemIntegratedUI = dark;
    this.#tellPages();
  }

  #tellPages(): void {
    forEachPage((page) => page.trySend('Emulation.setEmulatedMedia', { features: this.mediaFeatures() }));
    this.emit('updated', new HostEvent());
  }

  /** For a page that is opened now. */
  mediaFeatures(): { name: string; value: string }[] {
    return [{ name: 'prefers-color-scheme', value: this.shouldUseDarkColors ? 'dark' : 'light' }];
  }
}

export const nativeTheme = new HostNativeTheme();
