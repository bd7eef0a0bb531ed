// Chat messages as Responses items. What can't be said there is refused by name, never dropped. Pure.
import { AppError } from '../contract/app-error.ts';
import { asRecord, isRecord } from './answer-events.ts';

type Item = Readonly<Record<string, unknown>>;
type Message = Readonly<Record<string, unknown>> & { readonly role: string };

export interface ChatInput {
  /** The system's words before the conversation. */
  readonly instructions?: string;
  readonly input: readonly Item[];
}

/** Throws `invalid_request` naming the place. */
export function chatInput(messages: readonly Message[]): ChatInput {
  const spoken = messages.findIndex(({ role }) => role !== 'system' && role !== 'developer');
  const leading = spoken < 0 ? [] : messages.slice(0, spoken);
  const instructions = leading.map((message, at) => plainText(message.content, `messages[${at}].content`)).join('\n\n');
  const calls = new CallBook();
  const input = messages
    .slice(leading.length)
    .flatMap((message, at) => items(message, `messages[${leading.length + at}]`, calls));
  return { ...(instructions === '' ? {} : { instructions }), input };
}

/** Which call was of which kind, and the ids of calls that have none (legacy functions). */
class CallBook {
  readonly #custom = new Set<string>();
  #legacy = 0;

  custom(id: string): string {
    this.#custom.add(id);
    return id;
  }

  isCustom(id: string): boolean {
    return this.#custom.has(id);
  }

  newLegacy(): string {
    this.#legacy += 1;
    return this.lastLegacy();
  }

  lastLegacy(): string {
    return `call_legacy_${this.#legacy}`;
  }
}

function items(message: Message, place: string, calls: CallBook): readonly Item[] {
  const { role, content } = message;
  switch (role) {
    case 'system':
    case 'developer':
      return [
        {
          type: 'message',
          role: 'developer',
          content: [{ type: 'input_text', text: plainText(content, `${place}.content`) }],
        },
      ];
    case 'user':
      return [{ type: 'message', role: 'user', content: userParts(content, `${place}.content`) }];
    case 'assistant':
      return assistantItems(message, place, calls);
    case 'tool': {
      const id = message.tool_call_id;
      if (typeof id !== 'string' || id === '') throw wrong(`${place}.tool_call_id`, 'must name the call');
      const type = calls.isCustom(id) ? 'custom_tool_call_output' : 'function_call_output';
      return [{ type, call_id: id, output: toolOutput(content, `${place}.content`) }];
    }
    case 'function':
      return [
        { type: 'function_call_output', call_id: calls.lastLegacy(), output: toolOutput(content, `${place}.content`) },
      ];
    default:
      throw wrong(`${place}.role`, 'must be system, developer, user, assistant, tool or function');
  }
}

function assistantItems(message: Message, place: string, calls: CallBook): readonly Item[] {
  const text = message.content == null ? '' : plainText(message.content, `${place}.content`);
  const refusal = typeof message.refusal === 'string' ? message.refusal : '';
  const said = text === '' ? refusal : text;
  const toolCalls = message.tool_calls ?? [];
  if (!Array.isArray(toolCalls)) throw wrong(`${place}.tool_calls`, 'must be a list');
  const legacy = message.function_call;
  return [
    ...(said === '' ? [] : [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: said }] }]),
    ...toolCalls.map((call, at) => toolCall(call, `${place}.tool_calls[${at}]`, calls)),
    ...(legacy == null ? [] : [functionItem(calls.newLegacy(), legacy, `${place}.function_call`)]),
  ];
}

function toolCall(call: unknown, place: string, calls: CallBook): Item {
  const { id, type, custom, function: called } = asRecord(call);
  if (typeof id !== 'string' || id === '') throw wrong(`${place}.id`, 'must be a text');
  if (type !== 'custom') return functionItem(id, called, `${place}.function`);
  const { name, input } = asRecord(custom);
  if (typeof name !== 'string' || typeof input !== 'string') throw wrong(`${place}.custom`, 'needs name and input');
  return { type: 'custom_tool_call', call_id: calls.custom(id), name, input };
}

function functionItem(id: string, called: unknown, place: string): Item {
  const { name, arguments: given } = asRecord(called);
  if (typeof name !== 'string' || name === '') throw wrong(`${place}.name`, 'must be a text');
  return {
    type: 'function_call',
    call_id: id,
    name,
    arguments: typeof given === 'string' ? given : JSON.stringify(given ?? {}),
  };
}

function userParts(content: unknown, place: string): readonly Item[] {
  if (typeof content === 'string') return [{ type: 'input_text', text: content }];
  if (!Array.isArray(content)) throw wrong(place, 'must be a text or a list of parts');
  return content.map((part, at) => userPart(part, `${place}[${at}]`));
}

function userPart(part: unknown, place: string): Item {
  const { type, text, image_url: image, file } = asRecord(part);
  if ((type === 'text' || type === 'input_text') && typeof text === 'string') return { type: 'input_text', text };
  if (type === 'image_url' || type === 'input_image') return imagePart(image, place);
  if (type === 'file' && isRecord(file)) {
    const { filename, file_data: data } = file;
    if (typeof data !== 'string')
      throw wrong(`${place}.file.file_data`, 'must hold the file; stored files are not known here');
    return { type: 'input_file', ...(typeof filename === 'string' ? { filename } : {}), file_data: data };
  }
  throw wrong(`${place}.type`, 'must be text, image_url or file');
}

function imagePart(image: unknown, place: string): Item {
  const { url, detail } = typeof image === 'string' ? { url: image, detail: undefined } : asRecord(image);
  if (typeof url !== 'string' || !/^(?:data:image\/|https?:\/\/)/i.test(url)) {
    throw wrong(`${place}.image_url`, 'must be a data: or https: address');
  }
  return { type: 'input_image', image_url: url, ...(typeof detail === 'string' ? { detail } : {}) };
}

/** A tool's result: text, or its text parts in one. */
function toolOutput(content: unknown, place: string): string {
  return content == null ? '' : plainText(content, place);
}

function plainText(content: unknown, place: string): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) throw wrong(place, 'must be a text or a list of text parts');
  return content
    .map((part, at) => {
      const { text, refusal } = asRecord(part);
      if (typeof text === 'string') return text;
      if (typeof refusal === 'string') return refusal;
      throw wrong(`${place}[${at}]`, 'must be a text part');
    })
    .join('\n');
}

function wrong(param: string, what: string): AppError {
  return new AppError('invalid_request', `\`${param}\` ${what}.`, { param, hint: 'Correct it.' });
}
