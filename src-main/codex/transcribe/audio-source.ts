// Where audio comes from. A file and a stream are never held in memory as a whole.

export type AudioSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** All bytes, in pieces that follow each other; they are not copied together. */
  | { readonly kind: 'parts'; readonly parts: readonly Uint8Array[] }
  /** Read once: such audio is not sent a second time, whatever happens. */
  | {
      readonly kind: 'stream';
      readonly stream: AsyncIterable<Uint8Array>;
      readonly lengthBytes?: number | undefined;
    };
