// The monitors of the X server (RandR 1.2) and what panels leave of them (_NET_WORKAREA).
import type { XClient } from './x-client.ts';
import type { XDisplayInfo } from './x-questions.ts';

interface Randr {
  GetScreenResourcesCurrent(window: number, done: (error: Error | null, found: { crtcs: number[] }) => void): void;
  GetCrtcInfo(crtc: number, time: number, done: (error: Error | null, info: CrtcInfo) => void): void;
}

interface CrtcInfo extends Electron.Rectangle {
  readonly mode: number;
}

export async function readDisplays(x: XClient): Promise<XDisplayInfo[]> {
  const whole = { x: 0, y: 0, width: x.widthPx, height: x.heightPx };
  const [left = 0, top = 0, width = whole.width, height = whole.height] = await x.cardinals(x.root, '_NET_WORKAREA');
  const free = { x: left, y: top, width, height };
  const monitors = await readMonitors(x).catch(() => []); // a server without RandR has one monitor: the screen
  return (monitors.length > 0 ? monitors : [whole]).map((bounds) => ({ bounds, workArea: overlap(bounds, free) }));
}

async function readMonitors(x: XClient): Promise<Electron.Rectangle[]> {
  const randr = await x.extension<Randr>('randr');
  const { crtcs } = await new Promise<{ crtcs: number[] }>((resolve, reject) => {
    randr.GetScreenResourcesCurrent(x.root, (error, found) => (error ? reject(error) : resolve(found)));
  });
  const infos = await Promise.all(
    crtcs.map(
      (crtc) =>
        new Promise<CrtcInfo>((resolve, reject) => {
          randr.GetCrtcInfo(crtc, 0, (error, info) => (error ? reject(error) : resolve(info)));
        }),
    ),
  );
  return infos
    .filter(({ mode, width }) => mode !== 0 && width > 0)
    .map(({ x: left, y, width, height }) => ({ x: left, y, width, height }));
}

function overlap(a: Electron.Rectangle, b: Electron.Rectangle): Electron.Rectangle {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  const height = Math.min(a.y + a.height, b.y + b.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : a;
}
