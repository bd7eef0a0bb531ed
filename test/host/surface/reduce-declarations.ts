// Electron's declarations without what the host lacks: unknown members and events of the listed classes are taken out, and the
// ambient module `electron` too, so that the name can be led to the host's own file. PURE.

export interface ImplementedSurface {
  readonly members: ReadonlySet<string>;
  /** Undefined for what has no events of its own. */
  readonly events: ReadonlySet<string> | undefined;
}

const eventMethods = new Set(['on', 'once', 'off', 'addListener', 'removeListener']);

/** @param declarations text of electron.d.ts, @param implemented by name of the class or interface */
export function reduceDeclarations(declarations: string, implemented: ReadonlyMap<string, ImplementedSurface>): string {
  const lines = withoutElectronModules(declarations).split('\n');
  const kept: string[] = [];
  let surface: ImplementedSurface | undefined;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const [, opened] = /^ {2}(?:class|interface) (\w+)/.exec(line) ?? [];
    if (opened !== undefined) surface = implemented.get(opened);
    if (line === '  }') surface = undefined;
    const end = surface !== undefined && isMember(line) ? endOfStatement(lines, at) : at;
    const statement = lines.slice(at, end + 1);
    at = end;
    if (surface === undefined || !isMember(line) || isImplemented(statement.join('\n'), surface))
      kept.push(...statement);
  }
  return kept.join('\n');
}

function withoutElectronModules(declarations: string): string {
  return declarations.replaceAll(/^declare module 'electron[^']*' \{\n[^}]*\n\}\n/gm, '');
}

function isMember(line: string): boolean {
  return /^ {4}[A-Za-z]/.test(line);
}

/** A member may go over several lines, with comments between its parameters. */
function endOfStatement(lines: readonly string[], from: number): number {
  let open = 0;
  for (let at = from; at < lines.length; at += 1) {
    const code = (lines[at] ?? '').replace(/^\s*(\/?\*).*$/, '');
    open += code.split(/[({]/).length - code.split(/[)}]/).length;
    if (open === 0 && code.trimEnd().endsWith(';')) return at;
  }
  return from;
}

function isImplemented(statement: string, { members, events }: ImplementedSurface): boolean {
  const [, name = ''] = /^ {4}(?:(?:static|readonly) )*(\w+)/.exec(statement) ?? [];
  if (name === 'constructor') return true;
  if (!eventMethods.has(name)) return members.has(name);
  const [, event] = /^ {4}\w+\(event: '([^']+)'/.exec(statement) ?? [];
  return event === undefined || (events?.has(event) ?? true);
}
