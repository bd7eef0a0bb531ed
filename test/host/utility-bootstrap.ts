// First module of a utility process: makes `process.parentPort` (electron.d.ts, interface ParentPort) and runs the app's module.
import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';

class ParentPort extends EventEmitter {
  postMessage(message: unknown): void {
    send?.(message);
  }

  start(): void {
    for (const message of early.splice(0)) this.emit('message', message);
  }
}

const send = process.send?.bind(process);
const early: object[] = [];
const port = new ParentPort();
let heard = false;
port.on('newListener', (event) => {
  if (event !== 'message' || heard) return;
  heard = true;
  queueMicrotask(() => port.start());
});
process.on('message', (message: { readonly data: unknown }) => {
  const event = { data: message.data, ports: [] };
  if (heard) port.emit('message', event);
  else early.push(event); // kept until somebody listens, as a MessagePort does
});
// Parents that are gone have no more questions.
process.on('disconnect', () => process.exit(0));

Object.defineProperty(process, 'parentPort', { value: port });
Object.defineProperty(process, 'type', { value: 'utility' });
Object.defineProperty(process, 'send', { value: undefined });
process.title = process.env.ELECTRON_HOST_SERVICE ?? 'utility';
delete process.env.ELECTRON_HOST_SERVICE;

const [executable = '', , modulePath = '', ...args] = process.argv;
process.argv = [executable, modulePath, ...args];
await import(pathToFileURL(modulePath).href);
