// electron.d.ts `interface Clipboard`: real X selections with every format, or a clipboard of its own in headless mode.
import { hostSettings } from '../host-state.ts';
import { loudModule } from '../loud.ts';
import { type Formats, type SelectionName, Selections } from '../x/selection.ts';
import { HostClipboardItem } from './clipboard-item.ts';

/** Text goes under every name that programs ask for it by. */
const textTargets = ['UTF8_STRING', 'text/plain;charset=utf-8', 'text/plain', 'TEXT', 'STRING'];
/** Not contents, but questions to the owner. */
const meta = new Set([
  'TARGETS',
  'TIMESTAMP',
  'MULTIPLE',
  'SAVE_TARGETS',
  'DELETE',
  'INSERT_SELECTION',
  'INSERT_PROPERTY',
]);

/** Anything that is no MIME type keeps its X name in Electron's custom format (electron.d.ts, Clipboard.has). */
const customFormat = /^electron application\/osclipboard;format="(.+)"$/;

let selections: Promise<Selections> | undefined;
const headless = new Map<SelectionName, Formats>();

async function own(name: SelectionName, formats: Formats): Promise<void> {
  const { display } = hostSettings();
  if (display === undefined) headless.set(name, formats);
  else await (await openSelections(display)).own(name, formats);
}

function openSelections(display: string): Promise<Selections> {
  selections ??= Selections.open(display);
  return selections;
}

async function targets(name: SelectionName): Promise<string[]> {
  const { display } = hostSettings();
  if (display === undefined) return [...(headless.get(name)?.keys() ?? [])];
  return (await openSelections(display)).targets(name);
}

async function read(name: SelectionName, target: string): Promise<Buffer | undefined> {
  const { display } = hostSettings();
  if (display === undefined) return headless.get(name)?.get(target);
  return (await openSelections(display)).read(name, target);
}

function targetsOfType(type: string): string[] {
  if (type === 'text/plain') return textTargets;
  return [customFormat.exec(type)?.[1] ?? type];
}

function typeOfTarget(target: string): string | undefined {
  if (meta.has(target)) return undefined;
  if (textTargets.includes(target) || target === 'COMPOUND_TEXT') return 'text/plain';
  return target.includes('/') ? target : `electron application/osclipboard;format="${target}"`;
}

async function readText(name: SelectionName): Promise<string> {
  const offered = await targets(name);
  const target = textTargets.find((each) => offered.includes(each));
  return target === undefined
    ? ''
    : ((await read(name, target))?.toString(target === 'STRING' ? 'latin1' : 'utf8') ?? '');
}

async function readItems(name: SelectionName): Promise<HostClipboardItem[]> {
  const fetchers: Record<string, () => Promise<Blob>> = {};
  for (const target of await targets(name)) {
    const type = typeOfTarget(target);
    if (type === undefined || type in fetchers) continue;
    fetchers[type] = async () => {
      const bytes = type === 'text/plain' ? Buffer.from(await readText(name)) : await read(name, target);
      return new Blob(bytes === undefined ? [] : [new Uint8Array(bytes)], { type });
    };
  }
  return Object.keys(fetchers).length === 0 ? [] : [new HostClipboardItem(fetchers)];
}

async function writeItems(name: SelectionName, items: readonly HostClipboardItem[]): Promise<void> {
  const formats = new Map<string, Buffer>();
  for (const item of items) {
    for (const type of item.types) {
      const bytes = Buffer.from(await (await item.getType(type)).arrayBuffer());
      for (const target of targetsOfType(type)) formats.set(target, bytes);
    }
  }
  await own(name, formats);
}

const makeClipboard = (name: SelectionName) => ({
  readText: () => readText(name),
  writeText: (text: string) => writeItems(name, [new HostClipboardItem({ 'text/plain': text })]),
  read: () => readItems(name),
  write: (items: HostClipboardItem[]) => writeItems(name, items),
  has: async (type: string) => (await targets(name)).some((target) => typeOfTarget(target) === type),
  clear: () => void own(name, new Map()),
});

export const clipboard = loudModule('clipboard', {
  ...makeClipboard('CLIPBOARD'),
  selection: loudModule('clipboard.selection', makeClipboard('PRIMARY')),
});
