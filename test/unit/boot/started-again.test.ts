// What the running app hears when it is started once more.
import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { whenStartedAgain } from '../../../src-main/boot/started-again.ts';

function heard() {
  const app = new EventEmitter();
  const commands: [string, unknown][] = [];
  const listening = whenStartedAgain(app, (command, input) => commands.push([command, input]));
  return { app, commands, [Symbol.dispose]: () => listening[Symbol.dispose]() };
}

it('a second process hands its command over', () => {
  using it = heard();
  it.app.emit('second-instance', {}, ['sotto', 'show', 'settings'], '/', {
    command: 'show',
    input: { place: 'settings' },
  });
  expect(it.commands).toEqual([['show', { place: 'settings' }]]);
});

it('what is no command of ours is not run', () => {
  using it = heard();
  for (const data of [undefined, null, 'show', { command: 1 }]) it.app.emit('second-instance', {}, [], '/', data);
  expect(it.commands).toEqual([]);
});

it('on macOS, where no second process comes, opening the app again brings the window', () => {
  using it = heard();
  it.app.emit('activate', {}, false);
  it.app.emit('activate', {}, true); // the pill counts as a window
  expect(it.commands).toEqual([
    ['show', {}],
    ['show', {}],
  ]);
});

it('ends with the app', () => {
  const it = heard();
  it[Symbol.dispose]();
  expect(it.app.eventNames()).toEqual([]);
});
