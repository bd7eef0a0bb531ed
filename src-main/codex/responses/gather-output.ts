// Puts a whole answer together from its events. The backend often leaves `output` empty in the last event, so the
// items that went by are what counts.
import type { GatheredResponse, ResponseEvent, ResponseItem } from './response-events.ts';

export class OutputGatherer {
  readonly #items = new Map<number, ResponseItem>();
  readonly #texts = new Map<string, string>();
  #started: Partial<GatheredResponse> = {};

  add(event: ResponseEvent): void {
    if (event.type === 'response.created' || event.type === 'response.in_progress') this.#started = event.response;
    else if (event.type === 'response.output_item.done') {
      this.#items.set(event.output_index ?? this.#items.size, event.item);
    } else if (event.type === 'response.output_text.delta') {
      const item = event.item_id ?? '';
      this.#texts.set(item, (this.#texts.get(item) ?? '') + event.delta);
    }
  }

  /** The final response with an output, and with what only the first event said. */
  complete(response: GatheredResponse): GatheredResponse {
    const output = Array.isArray(response.output) && response.output.length > 0 ? response.output : this.#output();
    const { id = '', model } = this.#started;
    return {
      ...response,
      id: typeof response.id === 'string' ? response.id : id,
      object: 'response',
      status: typeof response.status === 'string' ? response.status : 'completed',
      ...(response.model === undefined && model !== undefined ? { model } : {}),
      output,
    };
  }

  #output(): readonly ResponseItem[] {
    if (this.#items.size > 0) return [...this.#items].sort(([a], [b]) => a - b).map(([, item]) => item);
    return [...this.#texts].map(([id, text]) => ({
      type: 'message',
      ...(id === '' ? {} : { id }),
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text, annotations: [] }],
    }));
  }
}
