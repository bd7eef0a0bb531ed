// The players of this system; null where there is no honest way to pause them. On Windows that way is a WinRT interface,
// which nothing that we bring along can call.
import { sessionBusAddress } from '../lib/session-bus.ts';
import { macosPlayers, osascript } from './macos-players.ts';
import { mprisPlayers } from './mpris-players.ts';
import type { MediaPlayers } from './players.ts';

export function openPlayers(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): MediaPlayers | null {
  if (platform === 'linux') return mprisPlayers(sessionBusAddress(env));
  if (platform === 'darwin') return macosPlayers(osascript(env));
  return null;
}
