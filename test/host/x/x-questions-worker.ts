// The thread behind x-questions.ts: holds an X connection of its own, grabs keys on the root window and answers.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { parseAccelerator } from './accelerator.ts';
import { readDisplays } from './displays.ts';
import { type KeyGrab, type Keymap, readKeymap } from './keymap.ts';
import { XClient } from './x-client.ts';
import type { XQuestion } from './x-questions.ts';

const { display, port, answers } = workerData as { display: string; port: MessagePort; answers: Int32Array }; // from openXQuestions

const grabs = new Map<number, KeyGrab>();
const asynchronousGrab = 1;

/** Connecting is part of the first answer; a failure is that answer's error. */
const connection = (async () => {
  const x = await XClient.connect(display);
  const keymap = await readKeymap(x);
  x.onEvent((event) => {
    if (event.name !== 'KeyPress') return;
    for (const [id, grab] of grabs) {
      const modifiers = event.buttons & keymap.significantMask;
      if (grab.keycode === event.keycode && grab.modifiers === modifiers) parentPort?.postMessage({ pressed: id });
    }
  });
  return { x, keymap };
})();
connection.catch(() => {}); // told by the first answer

port.on('message', (question: XQuestion) => {
  void answer(question).then(
    (value) => reply({ value }),
    (error: unknown) => reply({ error: error instanceof Error ? error.message : String(error) }),
  );
});

function reply(message: { value?: unknown; error?: string }): void {
  port.postMessage(message);
  Atomics.add(answers, 0, 1);
  Atomics.notify(answers, 0);
}

async function answer(question: XQuestion): Promise<unknown> {
  const { x, keymap } = await connection;
  switch (question.ask) {
    case 'grab':
      return { grabbed: await grab(x, keymap, question.id, question.accelerator) };
    case 'ungrab':
      ungrab(x, keymap, question.id);
      await x.ask('GetInputFocus'); // done when the server has seen it
      return { grabbed: false };
    case 'pointer': {
      const { rootX, rootY } = await x.ask<{ rootX: number; rootY: number }>('QueryPointer', x.root);
      return { x: rootX, y: rootY };
    }
    case 'displays':
      return readDisplays(x);
  }
}

/** All lock states or none: a key that another program has with NumLock on is taken. */
async function grab(x: XClient, keymap: Keymap, id: number, accelerator: string): Promise<boolean> {
  const parsed = parseAccelerator(accelerator);
  const wanted = parsed && keymap.grabFor(parsed);
  if (wanted === undefined) return false;
  const results = await Promise.allSettled(
    keymap.lockCombinations.map((locks) =>
      x.ask('GrabKey', x.root, 0, wanted.modifiers | locks, wanted.keycode, asynchronousGrab, asynchronousGrab),
    ),
  );
  grabs.set(id, wanted);
  if (results.every(({ status }) => status === 'fulfilled')) return true;
  ungrab(x, keymap, id);
  return false;
}

function ungrab(x: XClient, keymap: Keymap, id: number): void {
  const held = grabs.get(id);
  grabs.delete(id);
  if (held === undefined) return;
  for (const locks of keymap.lockCombinations) x.send('UngrabKey', x.root, held.keycode, held.modifiers | locks);
}
