// The programs that can record, which of them this machine has, and how each is told its device. Knows nothing of
// processes.
import { findProgram } from '../../lib/find-program.ts';

export type ProgramName = 'pw-record' | 'parecord' | 'arecord' | 'sox';

export interface RecorderProgram {
  readonly name: ProgramName;
  /** Absolute path of the program. */
  readonly path: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Best first. Measured from the start to the first sample and lost at the stop: parecord 10-15 ms and 3 ms, arecord 30
 * and 10 ms, sox 180 and 30 ms. parecord also says which microphone it has; pw-record hands its samples over in pieces
 * of 4 KiB (128 ms), since it writes through stdio.
 */
export function programOrder(platform: NodeJS.Platform): readonly ProgramName[] {
  return platform === 'linux' ? ['parecord', 'pw-record', 'arecord', 'sox'] : ['sox'];
}

/** Where package managers put sox although an app that was started from the desktop doesn't have it on its PATH. */
function extraFolders(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') return ['/opt/homebrew/bin', '/usr/local/bin', '/opt/local/bin'];
  if (platform === 'win32') return ['C:\\Program Files (x86)\\sox-14-4-2', 'C:\\Program Files\\sox-14-4-2'];
  return [];
}

/** Looked up anew each time: a program that was installed meanwhile counts. Under a millisecond. */
export function installedPrograms(
  env: Environment,
  platform: NodeJS.Platform,
  order: readonly ProgramName[] = programOrder(platform),
): RecorderProgram[] {
  const path = [env.PATH ?? '', ...extraFolders(platform)].join(platform === 'win32' ? ';' : ':');
  return order.flatMap((name) => {
    const found = findProgram(name, { path, platform });
    return found === null ? [] : [{ name, path: found }];
  });
}

/** How a program is made to record a device: an argument of its own, variables of its environment, or both. */
export interface DeviceRoute {
  readonly argument: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * @param device '' = the system's default; a name of the sound server ("alsa_input.usb-…", from pactl or pw-dump), an
 *   ALSA name ("plughw:CARD=Mic,DEV=0"), on macOS and Windows the system's own name.
 * @returns null when the program can't record that device.
 */
export function deviceRoute(program: ProgramName, device: string, platform: NodeJS.Platform): DeviceRoute | null {
  if (device === '') return { argument: '', env: {} };
  if (platform !== 'linux') return { argument: platform === 'win32' ? device.slice(0, 31) : device, env: {} }; // waveaudio knows 31 characters
  const alsa = isAlsaName(device);
  switch (program) {
    case 'pw-record':
    case 'parecord':
      return alsa ? null : { argument: device, env: {} };
    case 'arecord':
      if (alsa) return { argument: device, env: {} };
      // ALSA's default is the sound server's plugin there, and its client libraries read these.
      return { argument: '', env: soundServerDevice(device) };
    case 'sox':
      if (alsa) return { argument: '', env: { AUDIODRIVER: 'alsa', AUDIODEV: device } };
      return { argument: '', env: soundServerDevice(device) };
  }
}

function soundServerDevice(name: string): Readonly<Record<string, string>> {
  return { PULSE_SOURCE: name, PIPEWIRE_NODE: name };
}

/** ALSA's names have a plugin before a colon ("hw:0", "plughw:CARD=…"); those of sound servers are dotted words. */
export function isAlsaName(device: string): boolean {
  return /^(hw|plughw|sysdefault|default|front|dsnoop|usbstream|iec958|plug):/u.test(device);
}

export function soxDriver(platform: NodeJS.Platform): string | undefined {
  if (platform === 'darwin') return 'coreaudio';
  return platform === 'win32' ? 'waveaudio' : undefined;
}
