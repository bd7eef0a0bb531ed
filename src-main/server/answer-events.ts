// Events of a streamed answer as they go over the wire. Pure.

export type WireEvent = Readonly<Record<string, unknown>> & { readonly type: string };

/** Kinds that the client doesn't know come wrapped; here they are unwrapped. */
export function wireEvent(event: { readonly type: string }): WireEvent {
  const fields = event as WireEvent; // an event is the parsed JSON object that came
  if (event.type !== 'other') return fields;
  const data = asRecord(fields.data);
  return { ...data, type: typeof data.type === 'string' ? data.type : 'other' };
}

export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
