// The shape that "lite" models want: tools and instructions inside the input, a header, all turns' reasoning.
// Source: openai/codex `core/src/client.rs`. The header with another model is refused, and so is a lite model without
// it: the flag of the live model list decides, never a name.
import { isRecord } from '../transport/read-body.ts';
import { messageItem } from './request-input.ts';

export function liteBody(shaped: Readonly<Record<string, unknown>>): {
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
} {
  const { instructions, tools, input, ...rest } = shaped;
  return {
    headers: { 'x-openai-internal-codex-responses-lite': 'true' },
    body: {
      ...rest,
      input: [
        { type: 'additional_tools', role: 'developer', tools: Array.isArray(tools) ? tools : [] },
        ...(typeof instructions === 'string' && instructions !== '' ? [messageItem('developer', instructions)] : []),
        ...(Array.isArray(input) ? input.map(withoutImageDetail) : []),
      ],
      parallel_tool_calls: false,
      reasoning: { ...(isRecord(rest.reasoning) ? rest.reasoning : {}), context: 'all_turns' },
    },
  };
}

function withoutImageDetail(item: unknown): unknown {
  if (!isRecord(item) || !Array.isArray(item.content)) return item;
  return {
    ...item,
    content: item.content.map((part: unknown) => {
      if (!isRecord(part) || part.type !== 'input_image') return part;
      const { detail: _, ...image } = part;
      return image;
    }),
  };
}
