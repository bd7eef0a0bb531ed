import fc from 'fast-check';
import { expect, it } from 'vitest';
import { listMicrophones } from '../../../src-main/audio/recorder/microphones.ts';
import {
  microphonesOfArecord,
  microphonesOfMac,
  microphonesOfPactl,
  microphonesOfPage,
  microphonesOfPipewire,
} from '../../../src-main/audio/recorder/parse-microphones.ts';

it('pactl: monitors are left out, unless one of them is the default', () => {
  const source = (name: string, description: string, kind: string): string =>
    [
      'Source #7',
      '\tState: IDLE',
      `\tName: ${name}`,
      `\tDescription: ${description}`,
      '\tProperties:',
      '\t\tdevice.product.name = "A \tName: trap"',
      `\t\tdevice.class = "${kind}"`,
      '\tFormats:',
      '\t\tpcm',
      '',
    ].join('\n');
  const sources = [
    source('out.monitor', 'Monitor of Speakers', 'monitor'),
    source('usb', 'USB Headset', 'sound'),
    source('remap', '(null)', 'filter'),
  ].join('\n');
  const found = (standard: string) => microphonesOfPactl(sources, `User Name: me\nDefault Source: ${standard}\n`);
  expect(found('usb')).toEqual([
    { id: 'usb', label: 'USB Headset', isDefault: true },
    { id: 'remap', label: 'remap', isDefault: false },
  ]);
  expect(found('out.monitor').map(({ id }) => id)).toEqual(['out.monitor', 'usb', 'remap']);
  expect(microphonesOfPactl(sources, '').some(({ isDefault }) => isDefault)).toBe(false);
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

it('Windows, which has no program to ask: the hidden window\u2019s list, each device once, by the system\u2019s name', async () => {
  const seen = [
    { id: 'default', label: 'Standard - Microphone (USB Headset) (046d:0a38)' },
    { id: 'communications', label: 'Kommunikation - Microphone Array (Realtek(R) Audio)' },
    { id: 'c0ffee', label: 'Microphone Array (Realtek(R) Audio)' },
    { id: 'f00d', label: 'Microphone (USB Headset) (046d:0a38)' },
  ];
  const env = { PATH: '' };
  expect(await listMicrophones({ env, platform: 'win32', askPage: async () => seen })).toEqual([
    { id: 'Microphone (USB Headset)', label: 'Microphone (USB Headset)', isDefault: true },
    { id: 'Microphone Array (Realtek(R) Audio)', label: 'Microphone Array (Realtek(R) Audio)', isDefault: false },
  ]);
  expect(await listMicrophones({ env, platform: 'win32', askPage: async () => null })).toEqual([]);
  expect(await listMicrophones({ env, platform: 'win32' })).toEqual([]); // no window on the command line
});

it('a window that may not be told the names lists nothing', () => {
  expect(microphonesOfPage([{ id: '', label: '' }])).toEqual([]);
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
