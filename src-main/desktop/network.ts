// The system's word on the network.
import { net } from 'electron';

/** False: there is surely no link. True says little (electron.d.ts, net `online`). No traffic. */
export function hasNetworkLink(): boolean {
  return net.isOnline();
}
