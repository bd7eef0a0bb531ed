// A menu as panels read it over D-Bus: com.canonical.dbusmenu (protocol text: libdbusmenu, dbus-menu.xml).
import type { HostMenu, HostMenuItem } from '../api/menu.ts';
import type { BusInterface, SessionBus } from './session-bus.ts';

type Variant = readonly [signature: string, value: unknown];
type Properties = (readonly [name: string, value: Variant])[];
type Node = readonly [id: number, properties: Properties, children: Variant[]];

const interfaceName = 'com.canonical.dbusmenu';
const description: BusInterface = {
  name: interfaceName,
  methods: {
    GetLayout: ['iias', 'u(ia{sv}av)'],
    GetGroupProperties: ['aias', 'a(ia{sv})'],
    GetProperty: ['is', 'v'],
    Event: ['isvu', ''],
    EventGroup: ['a(isvu)', 'ai'],
    AboutToShow: ['i', 'b'],
    AboutToShowGroup: ['ai', 'aiai'],
  },
  signals: { LayoutUpdated: ['ui'], ItemsPropertiesUpdated: ['a(ia{sv})a(ias)'] },
  properties: { Version: 'u', TextDirection: 's', Status: 's', IconThemePath: 'as' },
};

export class DbusMenu {
  readonly #bus: SessionBus;
  readonly #path: string;
  #items = new Map<number, HostMenuItem>();
  /** A click may still come for a menu that was replaced while it was open. */
  #itemsBefore: ReadonlyMap<number, HostMenuItem> = new Map();
  /** Never given twice: panels remember what they have read of an id, and would mix a new item with an old one. */
  #lastId = 0;
  #menu: HostMenu | null = null;
  #revision = 1;
  #root: Node = [0, [], []];

  constructor(bus: SessionBus, path: string) {
    this.#bus = bus;
    this.#path = path;
    const properties = { Version: 3, TextDirection: 'ltr', Status: 'normal', IconThemePath: [] };
    bus.offer({ ...properties, ...this.#methods() }, path, description);
  }

  #methods(): Record<string, (...args: never[]) => unknown> {
    return {
      GetLayout: (parent: number, depth: number) => [this.#revision, cut(this.#find(parent) ?? this.#root, depth)],
      GetGroupProperties: (ids: number[]) => this.#properties(ids),
      GetProperty: (id: number, name: string) => this.#find(id)?.[1].find(([key]) => key === name)?.[1] ?? ['s', ''],
      Event: (id: number, kind: string) => this.#event(id, kind),
      EventGroup: (events: [number, string][]) => {
        for (const [id, kind] of events) this.#event(id, kind);
        return [];
      },
      AboutToShow: () => false,
      AboutToShowGroup: () => [[], []],
    };
  }

  show(menu: HostMenu | null): void {
    this.#menu = menu;
    this.#rebuild();
  }

  #rebuild(): void {
    this.#itemsBefore = this.#items;
    this.#items = new Map();
    this.#revision += 1;
    this.#root = [0, [['children-display', ['s', 'submenu']]], this.#children(this.#menu)];
    this.#bus.signal(this.#path, interfaceName, 'LayoutUpdated', 'ui', [this.#revision, 0]);
  }

  #children(menu: HostMenu | null | undefined): Variant[] {
    return (menu?.items ?? []).map((item) => {
      this.#lastId += 1;
      const id = this.#lastId;
      this.#items.set(id, item);
      const node: Node = [id, propertiesOf(item), this.#children(item.submenu)];
      return ['(ia{sv}av)', node];
    });
  }

  #event(id: number, kind: string): void {
    if (kind !== 'clicked') return;
    (this.#items.get(id) ?? this.#itemsBefore.get(id))?.click();
    this.#rebuild(); // a check mark may have changed
  }

  #find(id: number, from: Node = this.#root): Node | undefined {
    if (from[0] === id) return from;
    for (const [, child] of from[2]) {
      const found = this.#find(id, child as Node); // made by #children
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #properties(ids: number[]): (readonly [number, Properties])[] {
    const wanted = ids.length > 0 ? ids : [0, ...this.#items.keys()];
    return wanted.flatMap((id) => {
      const node = this.#find(id);
      return node === undefined ? [] : [[id, node[1]] as const];
    });
  }
}

function cut([id, properties, children]: Node, depth: number): Node {
  if (depth === 0) return [id, properties, []];
  return [id, properties, children.map(([signature, child]) => [signature, cut(child as Node, depth - 1)] as const)]; // nodes all the way
}

function propertiesOf(item: HostMenuItem): Properties {
  const hidden: Properties = item.visible ? [] : [['visible', ['b', false]]];
  if (item.type === 'separator') return [['type', ['s', 'separator']], ...hidden];
  const properties: Properties = [
    ['label', ['s', mnemonicLabel(item.label)]],
    ['enabled', ['b', item.enabled]],
    ...hidden,
  ];
  if (item.submenu !== undefined) properties.push(['children-display', ['s', 'submenu']]);
  if (item.type === 'checkbox' || item.type === 'radio') {
    properties.push(['toggle-type', ['s', item.type === 'radio' ? 'radio' : 'checkmark']]);
    properties.push(['toggle-state', ['i', item.checked ? 1 : 0]]);
  }
  return properties;
}

/** Electron marks the access key with &, D-Bus menus with _. */
function mnemonicLabel(label: string): string {
  return label.replaceAll('_', '__').replaceAll('&&', '\0').replace('&', '_').replaceAll('\0', '&');
}
