// Turns the events of an answer into chat chunks, in the order that the SDKs accept: role, pieces of text and of tool
// arguments, one chunk with the finish reason, usage when asked. Pure; one instance per answer.
import { asRecord, type WireEvent } from './answer-events.ts';
import { type ChatFacts, chatUsage, finishReason, isCall } from './chat-answer.ts';
import { TextStop } from './chat-stop.ts';
import type { AnswerUsage } from './ports.ts';

interface OpenCall {
  readonly index: number;
  readonly custom: boolean;
  /** Pieces of its arguments have been sent. */
  pieces: boolean;
}

export class ChatChunks {
  readonly #facts: ChatFacts;
  readonly #includeUsage: boolean;
  readonly #calls = new Map<string, OpenCall>();
  /** Texts that came in pieces; another whole copy follows them. */
  readonly #inPieces = new Set<string>();
  readonly #stop: TextStop;

  constructor(facts: ChatFacts, includeUsage: boolean) {
    this.#facts = facts;
    this.#includeUsage = includeUsage;
    this.#stop = new TextStop(facts.stops);
  }

  first(): object {
    return this.#chunk({ role: 'assistant', content: '', refusal: null });
  }

  /** What this event adds; nothing for most of them. */
  push(event: WireEvent): readonly object[] {
    switch (event.type) {
      case 'response.output_text.delta':
        return this.#piece(event, 'content');
      case 'response.refusal.delta':
        return this.#piece(event, 'refusal');
      case 'response.output_item.added':
        return this.#opened(event);
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        return this.#argument(event);
      case 'response.output_item.done':
        return this.#closed(event);
      case 'response.completed':
      case 'response.incomplete':
        return this.#finished(asRecord(event.response));
      default:
        return [];
    }
  }

  #piece(event: WireEvent, field: 'content' | 'refusal'): readonly object[] {
    if (typeof event.delta !== 'string' || event.delta === '') return [];
    this.#inPieces.add(keyOf(event));
    return field === 'content' ? this.#text(this.#stop.push(event.delta)) : [this.#chunk({ refusal: event.delta })];
  }

  #text(content: string): readonly object[] {
    return content === '' ? [] : [this.#chunk({ content })];
  }

  #opened(event: WireEvent): readonly object[] {
    const item = asRecord(event.item);
    return isCall(item) ? [this.#open(keyOf(event), item)] : [];
  }

  #open(key: string, item: Readonly<Record<string, unknown>>): object {
    const call: OpenCall = { index: this.#calls.size, custom: item.type === 'custom_tool_call', pieces: false };
    this.#calls.set(key, call);
    const { name } = item;
    if (this.#facts.legacy) return this.#chunk({ function_call: { name, arguments: '' } });
    const what = call.custom
      ? { type: 'custom', custom: { name, input: '' } }
      : { type: 'function', function: { name, arguments: '' } };
    return this.#chunk({ tool_calls: [{ index: call.index, id: item.call_id, ...what }] });
  }

  #argument(event: WireEvent): readonly object[] {
    const call = this.#calls.get(keyOf(event));
    if (call === undefined || typeof event.delta !== 'string' || event.delta === '') return [];
    call.pieces = true;
    return [this.#argumentChunk(call, event.delta)];
  }

  #argumentChunk({ index, custom }: OpenCall, piece: string): object {
    if (this.#facts.legacy) return this.#chunk({ function_call: { arguments: piece } });
    return this.#chunk({
      tool_calls: [{ index, ...(custom ? { custom: { input: piece } } : { function: { arguments: piece } }) }],
    });
  }

  /** The whole item: what did not come in pieces is sent now. */
  #closed(event: WireEvent): readonly object[] {
    const item = asRecord(event.item);
    const key = keyOf(event);
    if (isCall(item)) {
      const chunks: object[] = [];
      if (!this.#calls.has(key)) chunks.push(this.#open(key, item));
      const call = this.#calls.get(key);
      const whole = item.type === 'custom_tool_call' ? item.input : item.arguments;
      if (call !== undefined && !call.pieces && typeof whole === 'string' && whole !== '') {
        call.pieces = true;
        chunks.push(this.#argumentChunk(call, whole));
      }
      return chunks;
    }
    if (item.type !== 'message' || this.#inPieces.has(key) || !Array.isArray(item.content)) return [];
    this.#inPieces.add(key);
    return item.content.map(asRecord).flatMap(({ type, text, refusal }) => {
      if (type === 'output_text' && typeof text === 'string') return this.#text(this.#stop.push(text));
      if (type === 'refusal' && typeof refusal === 'string') return [this.#chunk({ refusal })];
      return [];
    });
  }

  #finished(response: Readonly<Record<string, unknown>>): readonly object[] {
    const { reason } = asRecord(response.incomplete_details);
    const incomplete = typeof reason === 'string' ? reason : response.status === 'incomplete' ? 'unknown' : undefined;
    const rest = this.#text(this.#stop.rest());
    const finish = finishReason(this.#stop.reached ? undefined : incomplete, this.#calls.size > 0, this.#facts.legacy);
    const usage = response.usage as AnswerUsage | undefined; // passed on as the service counts it
    return [
      ...rest,
      this.#chunk({}, finish),
      ...(this.#includeUsage && usage != null ? [{ ...this.#head(), choices: [], usage: chatUsage(usage) }] : []),
    ];
  }

  #chunk(delta: object, finish: string | null = null): object {
    return { ...this.#head(), choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] };
  }

  #head(): object {
    const { id, created, model } = this.#facts;
    return { id, object: 'chat.completion.chunk', created, model };
  }
}

/** Pieces and items name the same place by index; some backends by id only. */
function keyOf(event: WireEvent): string {
  if (typeof event.output_index === 'number') return String(event.output_index);
  return typeof event.item_id === 'string' ? event.item_id : String(asRecord(event.item).id ?? '');
}
