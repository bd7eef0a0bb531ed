// A plain colour behind everything, so that screenshots look like a desktop and cut-out windows can be told from black.
import { XClient } from '../host/x/x-client.ts';

/** Red, green, blue. */
export const backgroundColour: readonly [number, number, number] = [58, 76, 90];

export async function paintBackground(display: string): Promise<void> {
  const x = await XClient.connect(display);
  const [red, green, blue] = backgroundColour;
  x.send('ChangeWindowAttributes', x.root, { backgroundPixel: (red << 16) | (green << 8) | blue });
  x.send('ClearArea', x.root, 0, 0, 0, 0, 0);
  await x.ask('GetInputFocus'); // drawn when this is answered
  x.close();
}
