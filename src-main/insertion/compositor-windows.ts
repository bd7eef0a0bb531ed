// The active window on compositors that tell it: sway (i3's IPC) and Hyprland. GNOME and KDE don't. Not run in tests
// here against a real compositor: the commands and the reading of their answers are.
import { z } from 'zod';
import type { RunCommand } from './command-runner.ts';
import type { Activation, TargetWindow } from './driver.ts';
import type { Desktop } from './session.ts';

export interface CompositorWindows {
  active(): Promise<TargetWindow | null>;
  activate(id: string): Promise<Activation>;
}

export function compositorWindows(desktop: Desktop, run: RunCommand): CompositorWindows | null {
  if (desktop === 'sway') return swayWindows(run);
  if (desktop === 'hyprland') return hyprlandWindows(run);
  return null;
}

interface SwayNode {
  readonly id: number;
  readonly focused: boolean;
  readonly name?: string | null | undefined;
  readonly app_id?: string | null | undefined;
  readonly window_properties?: { readonly class?: string | undefined } | undefined;
  readonly nodes: readonly SwayNode[];
  readonly floating_nodes: readonly SwayNode[];
}

const swayNode: z.ZodType<SwayNode> = z.lazy(() =>
  z.object({
    id: z.number(),
    focused: z.boolean(),
    name: z.string().nullish(),
    app_id: z.string().nullish(),
    window_properties: z.object({ class: z.string().optional() }).optional(),
    nodes: z.array(swayNode).default([]),
    floating_nodes: z.array(swayNode).default([]),
  }),
);

function swayWindows(run: RunCommand): CompositorWindows {
  const all = async (): Promise<SwayNode[]> => {
    const { ok, stdout } = await run(['swaymsg', '-t', 'get_tree', '-r']);
    const tree = ok ? swayNode.safeParse(readJson(stdout)) : null;
    return tree?.success ? flatten(tree.data) : [];
  };
  const isWindow = (node: SwayNode): boolean => Boolean(node.app_id ?? node.window_properties?.class);
  return {
    active: async () => {
      const node = (await all()).find((candidate) => candidate.focused && isWindow(candidate));
      if (!node) return null;
      const className = node.app_id ?? node.window_properties?.class ?? '';
      return { id: `sway:${node.id}`, name: className || (node.name ?? ''), className };
    },
    activate: async (id) => {
      const number = Number(id.replace(/^sway:/, ''));
      const nodes = await all();
      const node = nodes.find((candidate) => candidate.id === number);
      if (!node) return 'gone';
      if (node.focused) return 'active';
      const { ok } = await run(['swaymsg', `[con_id=${number}]`, 'focus']);
      return ok ? 'active' : 'refused';
    },
  };
}

const flatten = (node: SwayNode): SwayNode[] => [node, ...[...node.nodes, ...node.floating_nodes].flatMap(flatten)];

const hyprlandWindow = z.object({ address: z.string(), class: z.string(), title: z.string().default('') });

function hyprlandWindows(run: RunCommand): CompositorWindows {
  const active = async (): Promise<TargetWindow | null> => {
    const { ok, stdout } = await run(['hyprctl', 'activewindow', '-j']);
    const window = ok ? hyprlandWindow.safeParse(readJson(stdout)) : null;
    if (!window?.success) return null;
    const { address, class: className, title } = window.data;
    return { id: `hyprland:${address}`, name: className || title, className };
  };
  return {
    active,
    activate: async (id) => {
      if ((await active())?.id === id) return 'active';
      const address = id.replace(/^hyprland:/, '');
      const { ok, stdout } = await run(['hyprctl', 'clients', '-j']);
      const clients = ok ? z.array(hyprlandWindow).safeParse(readJson(stdout)) : null;
      if (!clients?.success || !clients.data.some((client) => client.address === address)) return 'gone';
      const focused = await run(['hyprctl', 'dispatch', 'focuswindow', `address:${address}`]);
      return focused.ok && (await active())?.id === id ? 'active' : 'refused';
    },
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // the schema says no to it
  }
}
