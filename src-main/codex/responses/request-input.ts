// Input items as the backend takes them: always a list, no role `system`, contents always lists. Pure.
import { isRecord } from '../transport/read-body.ts';

export function inputItems(input: string | readonly unknown[]): readonly unknown[] {
  return typeof input === 'string' ? [messageItem('user', input)] : input.map(inputItem);
}

export function messageItem(role: string, text: string): Readonly<Record<string, unknown>> {
  const type = role === 'assistant' ? 'output_text' : 'input_text';
  return { type: 'message', role, content: [{ type, text }] };
}

function inputItem(item: unknown): unknown {
  if (typeof item === 'string') return messageItem('user', item);
  if (!isRecord(item)) return item;
  const isMessage = item.type === 'message' || (item.type === undefined && typeof item.role === 'string');
  if (!isMessage) return item;
  const role = item.role === 'system' ? 'developer' : typeof item.role === 'string' ? item.role : 'user';
  if (typeof item.content === 'string') return { ...item, ...messageItem(role, item.content) };
  return { ...item, type: 'message', role };
}
