// Questions to the X server that Electron answers synchronously: is this key free, where is the pointer, which displays are
// there. A worker thread holds the connection; the main thread waits for its answer, bounded.
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';

export type XQuestion =
  | { readonly ask: 'grab'; readonly accelerator: string; readonly id: number }
  | { readonly ask: 'ungrab'; readonly id: number }
  | { readonly ask: 'pointer' }
  | { readonly ask: 'displays' };

export interface XDisplayInfo {
  readonly bounds: Electron.Rectangle;
  readonly workArea: Electron.Rectangle;
}

export interface XAnswers {
  grab: { readonly grabbed: boolean };
  ungrab: { readonly grabbed: false };
  pointer: Electron.Point;
  displays: readonly XDisplayInfo[];
}

export interface XQuestions {
  ask<Q extends XQuestion>(question: Q): XAnswers[Q['ask']];
  /** A grabbed key was pressed (again, while it repeats). */
  onKeyPress(listener: (id: number) => void): void;
  end(): void;
}

const answerTimeoutMs = 5_000;

/** @throws when the worker does not answer in time, which includes: no X server at `display` */
export function openXQuestions(display: string): XQuestions {
  const { port1: near, port2: far } = new MessageChannel();
  const answers = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL('./x-questions-worker.ts', import.meta.url), {
    workerData: { display, port: far, answers },
    transferList: [far],
  });
  worker.unref();
  return {
    ask: (question) => {
      const before = Atomics.load(answers, 0);
      near.postMessage(question);
      const until = performance.now() + answerTimeoutMs;
      // The wake-up of the answer before may come as late as here: only the count says that this one is there.
      while (Atomics.load(answers, 0) === before && performance.now() < until)
        Atomics.wait(answers, 0, before, until - performance.now());
      const answer: { message: { value?: unknown; error?: string } } | undefined = receiveMessageOnPort(near);
      if (answer === undefined) throw new Error(`electron host: no answer from the X server to ${question.ask}`);
      if (answer.message.error !== undefined) throw new Error(`electron host: ${answer.message.error}`);
      // The worker answers each question with its own type of XAnswers.
      return answer.message.value as never;
    },
    onKeyPress: (listener) => {
      worker.on('message', (message: { readonly pressed: number }) => listener(message.pressed));
      worker.unref();
    },
    end: () => void worker.terminate(),
  };
}
