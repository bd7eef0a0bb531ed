// The README's tables, made from the code that they describe. PURE.
import { commandTable } from '../../src-main/cli/command-table.ts';
import { errorTable } from '../../src-main/contract/error-table.ts';
import { defaultSettings, settingsSchema } from '../../src-main/contract/settings.ts';
import { documentedRoutes } from './documented-routes.ts';

/** Name between the markers -> text between them. */
export const tables: Readonly<Record<string, () => string>> = {
  commands: () =>
    table(
      ['command', 'does', 'options'],
      commandTable.map(({ name, takes, help, options }) => [
        code(`${name} ${takes}`.trim()),
        help,
        options.map(({ name: option, value }) => code(`--${option}${value ? ` ${value}` : ''}`)).join(' '),
      ]),
    ),
  errors: () =>
    table(
      ['code', 'exit', 'HTTP', 'what to do'],
      Object.entries(errorTable).map(([name, { exit, status, hint }]) => [code(name), `${exit}`, `${status}`, hint]),
    ),
  routes: () =>
    table(
      ['route', 'does'],
      documentedRoutes().map(({ method, paths, summary }) => [code(`${method} ${paths[0]}`), summary]),
    ),
  settings: () =>
    table(
      ['section', 'settings and their defaults'],
      Object.entries(defaultSettings).map(([section, values]) => [
        code(section),
        Object.entries(values)
          .map(([name, value]) => code(`${name}: ${brief(value)}`))
          .join(', '),
      ]),
    ),
};

/** All sections of the schema are in the table: the defaults are made by it. */
export const settingsSections = Object.keys(settingsSchema.shape);

/** @throws when the text has a marker that nothing fills, or lacks one */
export function fillTables(text: string): string {
  const wanted = new Set(Object.keys(tables));
  const filled = text.replace(/(<!-- (\w+):begin -->\n)[\s\S]*?(<!-- \2:end -->)/g, (whole, begin, name, end) => {
    const make = tables[name];
    if (!make) return whole; // written by hand
    wanted.delete(name);
    return `${begin}${make()}\n${end}`;
  });
  if (wanted.size > 0) throw new Error(`No place for the table of ${[...wanted].join(', ')}.`);
  return filled;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const code = (text: string): string => `\`${text}\``;

function brief(value: unknown): string {
  return Array.isArray(value) && value.length > 3 ? `${value.length} names` : JSON.stringify(value);
}
