// Thread that rewrites a file in place once or twice, as the official program does: open and truncate, write, close.
import { closeSync, openSync, writeSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

parentPort?.on('message', (path: string) => {
  const count = 1 + Math.floor(Math.random() * 2);
  for (let theirs = 1; theirs <= count; theirs += 1) {
    const pauseUntil = performance.now() + Math.random() * 3;
    while (performance.now() < pauseUntil);
    const file = openSync(path, 'w');
    writeSync(file, JSON.stringify({ theirs }));
    closeSync(file);
  }
  parentPort?.postMessage(count);
});
