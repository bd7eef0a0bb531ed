// What the listing programs print, as microphones. Pure; garbage in gives an empty list, never an exception.
import { z } from 'zod';
import type { Microphone } from '../../contract/state.ts';

/**
 * @param sources output of `pactl list sources`, @param info of `pactl info`, both in English. Not its JSON: pactl 16 writes
 *   "(null)" there for every name with an umlaut, and older ones have none.
 */
export function microphonesOfPactl(sources: string, info: string): Microphone[] {
  const standard = /^Default Source: (.+)$/mu.exec(info)?.[1];
  return sources.split(/^Source #/mu).flatMap((block) => {
    const id = /^\tName: (.+)$/mu.exec(block)?.[1];
    const isDefault = id !== undefined && id === standard;
    // What an output plays is no microphone, unless the user has made it the default.
    if (id === undefined || (/^\t\tdevice\.class = "monitor"$/mu.test(block) && !isDefault)) return [];
    const label = /^\tDescription: (.+)$/mu.exec(block)?.[1];
    return [{ id, label: label === undefined || label === '(null)' ? id : label, isDefault }];
  });
}

const pipewireObjects = z.array(
  z.object({
    info: z.object({ props: z.record(z.string(), z.unknown()).nullish() }).nullish(),
    metadata: z.array(z.object({ key: z.string(), value: z.unknown() })).nullish(),
  }),
);
const defaultSource = z.object({ name: z.string() });

/** @param dump output of `pw-dump`. */
export function microphonesOfPipewire(dump: string): Microphone[] {
  const parsed = pipewireObjects.safeParse(json(dump));
  if (!parsed.success) return [];
  const entries = parsed.data.flatMap((object) => object.metadata ?? []);
  const chosen = defaultSource.safeParse(entries.find((entry) => entry.key === 'default.audio.source')?.value);
  const standard = chosen.success ? chosen.data.name : '';
  return parsed.data.flatMap((object) => {
    const props = object.info?.props ?? {};
    const name = props['node.name'];
    const kind = props['media.class'];
    if (typeof name !== 'string' || (kind !== 'Audio/Source' && kind !== 'Audio/Source/Virtual')) return [];
    const label = props['node.description'] ?? props['node.nick'];
    return [{ id: name, label: typeof label === 'string' ? label : name, isDefault: name === standard }];
  });
}

/** @param list output of `arecord -L`: names at the line's start, descriptions indented below. */
export function microphonesOfArecord(list: string): Microphone[] {
  const microphones: Microphone[] = [];
  let label: string[] = [];
  let id = '';
  const close = (): void => {
    // Hardware only, and once per device: plughw converts rate and channels, the other plugins say the same again.
    if (id.startsWith('plughw:')) microphones.push({ id, label: label[0] ?? id, isDefault: microphones.length === 0 });
    label = [];
  };
  for (const line of list.split('\n')) {
    if (/^\S/u.test(line)) {
      close();
      id = line.trim();
    } else if (line.trim() !== '') label.push(line.trim());
  }
  close();
  return microphones;
}

const macAudio = z.object({
  SPAudioDataType: z.array(z.object({ _items: z.array(z.record(z.string(), z.unknown())).default([]) })),
});

/** @param profile output of `system_profiler -json SPAudioDataType`. Names are ids there: sox takes them. */
export function microphonesOfMac(profile: string): Microphone[] {
  const parsed = macAudio.safeParse(json(profile));
  const items = parsed.success ? parsed.data.SPAudioDataType.flatMap((group) => group._items) : [];
  return items.flatMap((item) => {
    const name = item._name;
    if (typeof name !== 'string' || item.coreaudio_device_input === undefined) return [];
    return [{ id: name, label: name, isDefault: item.coreaudio_default_audio_input_device === 'spaudio_yes' }];
  });
}

const pageDevices = z.array(z.object({ id: z.string(), label: z.string() }));

/**
 * @param devices input devices of the hidden window on Windows. The system's names are ids: sox takes them, the window
 *   finds them. Chromium lists the default and the one for calls once more, with words before their names, and writes a
 *   USB device's numbers behind its name.
 */
export function microphonesOfPage(devices: unknown): Microphone[] {
  const parsed = pageDevices.safeParse(devices);
  if (!parsed.success) return [];
  const standard = parsed.data.find(({ id }) => id === 'default')?.label ?? '';
  return parsed.data.flatMap(({ id, label }) => {
    if (label === '' || id === 'default' || id === 'communications') return [];
    const name = label.replace(/ \([0-9a-f]{4}:[0-9a-f]{4}\)$/iu, '');
    return [{ id: name, label: name, isDefault: standard.endsWith(label) }];
  });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
