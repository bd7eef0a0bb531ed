// What Electron's clipboard is given for a text.
import { expect, it } from 'vitest';
import { clipboardText } from '../../../src-main/desktop/clipboard-text.ts';

const raw = (name: string): string => `electron application/osclipboard;format="${name}"`;

it('asks Windows to keep a text out of its history and off other machines', async () => {
  const { 'text/plain': text, ...hints } = clipboardText('said', true, 'win32');
  expect(text).toBe('said');
  const names = [
    'ExcludeClipboardContentFromMonitorProcessing',
    'CanIncludeInClipboardHistory',
    'CanUploadToCloudClipboard',
  ];
  expect(Object.keys(hints)).toEqual(names.map(raw));
  for (const hint of Object.values(hints)) {
    expect(new Uint32Array(await (hint as Blob).arrayBuffer())).toEqual(new Uint32Array([0])); // FALSE
  }
});

it('tells the clipboard managers of macOS', () => {
  const types = ['text/plain', raw('org.nspasteboard.TransientType'), raw('org.nspasteboard.ConcealedType')];
  expect(Object.keys(clipboardText('said', true, 'darwin'))).toEqual(types);
});

it('is the text alone where histories may have it', () => {
  for (const platform of ['win32', 'darwin', 'linux'] as const) {
    expect(clipboardText('said', false, platform)).toEqual({ 'text/plain': 'said' });
  }
});
