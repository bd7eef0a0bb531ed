// electron.d.ts `interface SystemPreferences`: the host runs on Linux, where these members don't exist in Electron either.
import { loudModule } from '../loud.ts';

function macOnly(name: string): never {
  throw new TypeError(`systemPreferences.${name} is not a function (only on macOS)`);
}

export const systemPreferences = loudModule('systemPreferences', {
  askForMediaAccess: async (_mediaType: string): Promise<boolean> => macOnly('askForMediaAccess'),
  getMediaAccessStatus: (_mediaType: string): 'granted' => macOnly('getMediaAccessStatus'),
  isTrustedAccessibilityClient: (_prompt: boolean): boolean => macOnly('isTrustedAccessibilityClient'),
});
