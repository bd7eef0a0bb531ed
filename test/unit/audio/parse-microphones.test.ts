import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  microphonesOfArecord,
  microphonesOfMac,
  microphonesOfPactl,
  microphonesOfPipewire,
} from '../../../src-main/audio/recorder/parse-microphones.ts';

it('pactl: monitors are left out, unless one of them is the default', () => {
  const sources = JSON.stringify([
    { name: 'out.monitor', description: 'Monitor of Speakers', properties: { 'device.class': 'monitor' } },
    { name: 'usb', description: 'USB Headset', properties: { 'device.class': 'sound' } },
    { name: 'remap', description: '', properties: { 'device.class': 'filter' } },
  ]);
  const ids = (standard: string) =>
    microphonesOfPactl(sources, JSON.stringify({ default_source_name: standard })).map(({ id }) => id);
  expect(ids('usb')).toEqual(['usb', 'remap']);
  expect(ids('out.monitor')).toEqual(['out.monitor', 'usb', 'remap']);
  expect(microphonesOfPactl(sources, '')[1]).toEqual({ id: 'remap', label: 'remap', isDefault: false });
});

it('pw-dump: sources with the default that the session manager has chosen', () => {
  const dump = JSON.stringify([
    { id: 1, type: 'PipeWire:Interface:Core', info: { props: {} } },
    {
      id: 40,
      info: {
        props: { 'node.name': 'alsa_input.usb', 'node.description': 'USB Headset', 'media.class': 'Audio/Source' },
      },
    },
    { id: 41, info: { props: { 'node.name': 'speakers', 'media.class': 'Audio/Sink' } } },
    {
      id: 42,
      info: { props: { 'node.name': 'cleaned', 'node.nick': 'Cleaned', 'media.class': 'Audio/Source/Virtual' } },
    },
    {
      id: 50,
      metadata: [{ subject: 0, key: 'default.audio.source', type: 'Spa:String:JSON', value: { name: 'cleaned' } }],
    },
    { id: 51, info: null, metadata: null },
  ]);
  expect(microphonesOfPipewire(dump)).toEqual([
    { id: 'alsa_input.usb', label: 'USB Headset', isDefault: false },
    { id: 'cleaned', label: 'Cleaned', isDefault: true },
  ]);
});

it('arecord: hardware devices once each, by the name that converts', () => {
  const list = [
    'null',
    '    Discard all samples',
    'hw:CARD=Mic,DEV=0',
    '    USB Mic, USB Audio',
    '    Direct hardware device without any conversions',
    'plughw:CARD=Mic,DEV=0',
    '    USB Mic, USB Audio',
    '    Hardware device with all software conversions',
    '',
  ].join('\n');
  expect(microphonesOfArecord(list)).toEqual([
    { id: 'plughw:CARD=Mic,DEV=0', label: 'USB Mic, USB Audio', isDefault: true },
  ]);
});

it('system_profiler: inputs by name', () => {
  const profile = JSON.stringify({
    SPAudioDataType: [
      {
        _items: [
          {
            _name: 'MacBook Pro Microphone',
            coreaudio_device_input: 1,
            coreaudio_default_audio_input_device: 'spaudio_yes',
          },
          { _name: 'MacBook Pro Speakers', coreaudio_device_output: 2 },
        ],
      },
    ],
  });
  expect(microphonesOfMac(profile)).toEqual([
    { id: 'MacBook Pro Microphone', label: 'MacBook Pro Microphone', isDefault: true },
  ]);
});

it('anything else is an empty list', () => {
  const anything = fc.oneof(fc.string(), fc.json());
  fc.assert(
    fc.property(anything, anything, (text, other) => {
      for (const found of [microphonesOfPactl(text, other), microphonesOfPipewire(text), microphonesOfMac(text)]) {
        expect(Array.isArray(found)).toBe(true);
      }
      expect(microphonesOfArecord(text).every(({ id }) => id.startsWith('plughw:'))).toBe(true);
    }),
  );
});
