// The parts of a window (electron.d.ts, class BaseWindow) that need no page: the many spellings of its bounds over one pair of
// methods, and settings that have no effect here.
import { LoudEmitter } from '../loud.ts';
import { record } from '../recorded.ts';

export abstract class WindowGeometry extends LoudEmitter {
  abstract getBounds(): Electron.Rectangle;
  abstract setBounds(bounds: Partial<Electron.Rectangle>): void;

  getNormalBounds(): Electron.Rectangle {
    return this.getBounds();
  }

  getSize(): number[] {
    const { width, height } = this.getBounds();
    return [width, height];
  }

  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  getPosition(): number[] {
    const { x, y } = this.getBounds();
    return [x, y];
  }

  setPosition(x: number, y: number): void {
    this.setBounds({ x, y });
  }

  setVisibleOnAllWorkspaces(on: boolean): void {
    record('BrowserWindow.setVisibleOnAllWorkspaces', on);
  }

  setMenuBarVisibility(visible: boolean): void {
    record('BrowserWindow.setMenuBarVisibility', visible);
  }
}
