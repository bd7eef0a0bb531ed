// Callers that wait until a text field holds what they expect; told by events, with the field's content in the failure.

export interface TextWaiters {
  /** To be called whenever the field may have changed. */
  check(): void;
  waitForText(text: string, options?: { timeoutMs?: number }): Promise<number>;
}

export function textWaiters(read: () => string): TextWaiters {
  const waiting = new Set<() => boolean>();
  return {
    check() {
      for (const tryOne of waiting) if (tryOne()) waiting.delete(tryOne);
    },
    waitForText(text, { timeoutMs = 10_000 } = {}) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(tryOne);
          reject(
            new Error(`after ${timeoutMs} ms the field holds ${JSON.stringify(read())}, not ${JSON.stringify(text)}`),
          );
        }, timeoutMs);
        const tryOne = () => {
          if (read() !== text) return false;
          clearTimeout(timer);
          resolve(performance.now());
          return true;
        };
        if (!tryOne()) waiting.add(tryOne);
      });
    },
  };
}
