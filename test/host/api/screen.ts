// electron.d.ts `interface Screen`: the displays and the pointer of the X server, asked each time; one made-up display without.
import { hostSettings } from '../host-state.ts';
import { LoudEmitter } from '../loud.ts';
import type { XDisplayInfo } from '../x/x-questions.ts';
import { xQuestions } from './x-access.ts';

const headlessDisplay: XDisplayInfo = {
  bounds: { x: 0, y: 0, width: 1280, height: 800 },
  workArea: { x: 0, y: 0, width: 1280, height: 800 },
};

class HostScreen extends LoudEmitter {
  static readonly events = ['display-added', 'display-removed', 'display-metrics-changed'];
  constructor() {
    super('screen', HostScreen.events);
  }

  getCursorScreenPoint(): Electron.Point {
    return xQuestions()?.ask({ ask: 'pointer' }) ?? { x: 0, y: 0 };
  }

  getAllDisplays(): Electron.Display[] {
    return (xQuestions()?.ask({ ask: 'displays' }) ?? [headlessDisplay]).map(toDisplay);
  }

  getPrimaryDisplay(): Electron.Display {
    const [first] = this.getAllDisplays();
    return first ?? toDisplay(headlessDisplay, 0);
  }

  getDisplayNearestPoint(point: Electron.Point): Electron.Display {
    const distance = ({ bounds }: Electron.Display) =>
      Math.hypot(outside(point.x, bounds.x, bounds.width), outside(point.y, bounds.y, bounds.height));
    return this.getAllDisplays().sort((a, b) => distance(a) - distance(b))[0] ?? this.getPrimaryDisplay();
  }

  getDisplayMatching({ x, y, width, height }: Electron.Rectangle): Electron.Display {
    return this.getDisplayNearestPoint({ x: x + width / 2, y: y + height / 2 });
  }
}

function outside(at: number, from: number, length: number): number {
  return Math.max(from - at, 0, at - (from + length - 1));
}

function toDisplay({ bounds, workArea }: XDisplayInfo, index: number): Electron.Display {
  return {
    id: index + 1,
    label: `${hostSettings().display ?? 'headless'} ${index + 1}`,
    bounds,
    workArea,
    size: { width: bounds.width, height: bounds.height },
    workAreaSize: { width: workArea.width, height: workArea.height },
    scaleFactor: 1,
    rotation: 0,
    internal: false,
    detected: true,
    nativeOrigin: { x: bounds.x, y: bounds.y },
    maximumCursorSize: { width: 64, height: 64 },
    touchSupport: 'unavailable',
    accelerometerSupport: 'unavailable',
    monochrome: false,
    colorDepth: 24,
    colorSpace: '',
    depthPerComponent: 8,
    displayFrequency: 60,
  };
}

export const screen = new HostScreen();
