// electron.d.ts `interface App`: life cycle, paths, single instance. Quitting follows the documented order:
// before-quit → every window's close → will-quit → quit.
import { spawn } from 'node:child_process';
import { hostSettings } from '../host-state.ts';
import { HostEvent, LoudEmitter, loudModule } from '../loud.ts';
import { record } from '../recorded.ts';
import { standardPath } from './app-paths.ts';
import { browserPid, chromiumSwitches, endBrowser } from './browser-process.ts';
import { processMetrics } from './process-metrics.ts';
import { type InstanceLock, takeInstanceLock } from './single-instance.ts';
import { windowRegistry } from './window-registry.ts';

const exitPatienceMs = 3_000;

export class HostApp extends LoudEmitter {
  static readonly events = [
    ...['will-finish-launching', 'ready', 'activate', 'second-instance', 'window-all-closed'],
    ...['before-quit', 'will-quit', 'quit', 'browser-window-created', 'browser-window-focus', 'browser-window-blur'],
    ...[
      'web-contents-created',
      'render-process-gone',
      'child-process-gone',
      'open-file',
      'open-url',
      'gpu-info-update',
    ],
  ];
  /** Only on macOS (electron.d.ts, App.dock). */
  readonly dock = undefined;
  readonly isPackaged = false;
  readonly commandLine = loudModule('app.commandLine', {
    appendSwitch: (name: string, value = '') => void chromiumSwitches.set(name.toLowerCase(), value),
    hasSwitch: (name: string) => chromiumSwitches.has(name),
    getSwitchValue: (name: string) => chromiumSwitches.get(name) ?? '',
    removeSwitch: (name: string) => void chromiumSwitches.delete(name),
    appendArgument: (argument: string) => record('app.commandLine.appendArgument', argument),
  });
  readonly #paths = new Map<string, string>();
  readonly #whenReady = Promise.withResolvers<void>();
  #name: string | undefined;
  #isReady = false;
  #isReadinessAwaited = false;
  #lock: InstanceLock | undefined;
  #quitting = false;
  #exiting = false;
  #relaunch: Electron.RelaunchOptions | undefined;
  #loginItem: Electron.Settings = {};

  constructor() {
    super('app', HostApp.events);
  }

  /** Called by boot.ts when the main module has finished loading. */
  markReady(): void {
    if (this.#exiting) return;
    this.#isReady = true;
    this.emit('ready', new HostEvent(), {});
    this.#whenReady.resolve();
  }

  /** For boot.ts: the app has asked for readiness, which a module that is not loaded yet will never see. */
  get isReadinessAwaited(): boolean {
    return this.#isReadinessAwaited;
  }

  whenReady(): Promise<void> {
    this.#isReadinessAwaited = true;
    return this.#whenReady.promise;
  }

  isReady(): boolean {
    return this.#isReady;
  }

  get name(): string {
    return this.getName();
  }

  set name(name: string) {
    this.#name = name;
  }

  getName(): string {
    const { manifest } = hostSettings().root;
    return this.#name ?? manifest.productName ?? manifest.name ?? 'Electron';
  }

  setName(name: string): void {
    this.#name = name;
  }

  getVersion(): string {
    return hostSettings().root.manifest.version ?? '0.0.0';
  }

  getAppPath(): string {
    return hostSettings().root.folder;
  }

  getPath(name: string): string {
    const { executable, env } = hostSettings();
    const chosen = this.#paths.get(name) ?? (name === 'sessionData' ? this.#paths.get('userData') : undefined);
    return chosen ?? standardPath(name, this.getName(), executable, env);
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  getLocale(): string {
    return this.getPreferredSystemLanguages()[0] ?? 'en-US';
  }

  getSystemLocale(): string {
    return this.getLocale();
  }

  /** From LANGUAGE, then LC_ALL, LC_MESSAGES, LANG; the C locale says nothing. */
  getPreferredSystemLanguages(): string[] {
    const { LANGUAGE, LC_ALL, LC_MESSAGES, LANG } = hostSettings().env;
    const names = [...(LANGUAGE ?? '').split(':'), LC_ALL || LC_MESSAGES || LANG || ''];
    const languages = names.map((name) => name.split(/[.@]/)[0]?.replace('_', '-') ?? '');
    const known = languages.filter((name) => name !== '' && name !== 'C' && name !== 'POSIX');
    return known.length > 0 ? [...new Set(known)] : ['en-US'];
  }

  requestSingleInstanceLock(additionalData: unknown = null): boolean {
    if (this.#lock !== undefined) return true;
    const mine = { argv: process.argv, cwd: process.cwd(), data: additionalData };
    this.#lock = takeInstanceLock(this.getPath('userData'), mine, (second) => {
      this.emit('second-instance', new HostEvent(), second.argv, second.cwd, second.data);
    });
    return this.#lock !== undefined;
  }

  hasSingleInstanceLock(): boolean {
    return this.#lock !== undefined;
  }

  releaseSingleInstanceLock(): void {
    this.#lock?.release();
    this.#lock = undefined;
  }

  quit(): void {
    if (this.#quitting || this.#exiting) return;
    this.#quitting = true;
    if (this.#isReady) {
      if (this.#refused('before-quit')) return;
      for (const window of windowRegistry.all()) {
        window.close();
        if (!window.isDestroyed()) {
          this.#quitting = false;
          return;
        }
      }
      if (this.#refused('will-quit')) return;
    }
    this.exit(0);
  }

  #refused(name: string): boolean {
    const event = new HostEvent();
    this.emit(name, event);
    if (event.defaultPrevented) this.#quitting = false;
    return event.defaultPrevented;
  }

  /** At once, without asking anybody; `quit` is still emitted. */
  exit(exitCode = 0): void {
    if (this.#exiting) return;
    this.#exiting = true;
    for (const window of windowRegistry.all()) window.destroy();
    if (this.#isReady) this.emit('quit', new HostEvent(), exitCode);
    this.releaseSingleInstanceLock();
    if (this.#relaunch !== undefined) this.#startAgain(this.#relaunch);
    setTimeout(() => process.exit(exitCode), exitPatienceMs).unref();
    void endBrowser().finally(() => process.exit(exitCode));
  }

  relaunch(options: Electron.RelaunchOptions = {}): void {
    this.#relaunch = options;
  }

  #startAgain(options: Electron.RelaunchOptions): void {
    const { executable, env } = hostSettings();
    spawn(options.execPath ?? executable, options.args ?? process.argv.slice(1), {
      env,
      detached: true,
      stdio: 'ignore',
    }).unref();
  }

  /** The last window is gone: without a listener Electron quits. */
  allWindowsClosed(): void {
    if (this.#quitting || this.#exiting) return;
    if (!this.emit('window-all-closed')) this.quit();
  }

  isHardwareAccelerationEnabled(): boolean {
    return false;
  }

  setDesktopName(name: string): void {
    record('app.setDesktopName', name);
  }

  focus(): void {
    record('app.focus');
  }

  enableSandbox(): void {
    record('app.enableSandbox');
  }

  disableHardwareAcceleration(): void {
    record('app.disableHardwareAcceleration');
  }

  getAppMetrics(): Electron.ProcessMetric[] {
    return processMetrics(browserPid());
  }

  /** Does nothing on Linux, as in Electron; remembered so that a settings page can be tested. */
  setLoginItemSettings(settings: Electron.Settings): void {
    record('app.setLoginItemSettings', settings);
    this.#loginItem = settings;
  }

  getLoginItemSettings(): Pick<Electron.LoginItemSettings, 'openAtLogin'> {
    return { openAtLogin: this.#loginItem.openAtLogin ?? false };
  }

  /** Windows only; harmless elsewhere. */
  setAppUserModelId(id: string): void {
    record('app.setAppUserModelId', id);
  }
}
export const app = new HostApp();
