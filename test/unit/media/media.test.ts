// Players that stop while a take is recorded: real player processes on a private session bus.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../../src-main/lib/log.ts';
import { macosPlayers, pauseScript } from '../../../src-main/media/macos-players.ts';
import { mprisPlayers } from '../../../src-main/media/mpris-players.ts';
import { openPlayers } from '../../../src-main/media/open-players.ts';
import { PauseWhileRecording } from '../../../src-main/media/pause-while-recording.ts';
import { pollUntil } from '../../desktop/poll-until.ts';
import { startSessionBus } from '../../desktop/session-bus.ts';
import { startPlayer } from './start-player.ts';

const stack = new AsyncDisposableStack();
let address = '';
beforeAll(async () => {
  const started = await startSessionBus(process.env);
  stack.use(started.bus);
  address = started.address;
});
afterAll(() => stack.disposeAsync());

describe('players on the session bus', () => {
  it('are paused when they play, and only those go on that are still paused', async () => {
    await using music = await startPlayer(address, 'music');
    await using film = await startPlayer(address, 'film.instance42');
    await using quiet = await startPlayer(address, 'quiet', 'Paused');
    await using proxy = await startPlayer(address, 'playerctld');
    await using hanging = await startPlayer(address, 'hanging');
    hanging.signal('SIGSTOP');
    const paused = await mprisPlayers(address).pausePlaying();
    expect([...paused.names].sort()).toEqual(['film.instance42', 'music']);
    await film.byHand('Stopped'); // by hand, while we speak
    await paused.resume();
    await pollUntil('the music', async () => music.heard.includes('Play'));
    expect(music.heard).toEqual(['ready', 'Pause', 'Play']);
    expect(film.heard).toEqual(['ready', 'Pause', 'now Stopped']);
    for (const other of [quiet, proxy, hanging]) expect(other.heard).toEqual(['ready']);
  });

  it('that were closed meanwhile are left alone', async () => {
    const paused = await (async () => {
      await using _music = await startPlayer(address, 'shortlived');
      return await mprisPlayers(address).pausePlaying();
    })();
    expect(paused.names).toEqual(['shortlived']);
    await paused.resume();
  });

  it('are none where there is no bus', async () => {
    for (const nowhere of ['', 'unix:path=/nowhere/bus']) {
      const paused = await mprisPlayers(nowhere).pausePlaying();
      expect(paused.names).toEqual([]);
      await paused.resume();
    }
  });
});

describe('while a take is recorded', () => {
  const log = createLog(() => undefined, 'info');

  it('players are quiet, through a second take that begins at once, and go on after it', async () => {
    await using music = await startPlayer(address, 'music');
    await using pause = new PauseWhileRecording({ players: mprisPlayers(address), wanted: () => true, log });
    pause.follow('opening');
    pause.follow('recording');
    await pollUntil('the pause', async () => music.heard.includes('Pause'));
    pause.follow('transcribing');
    pause.follow('opening'); // before the player could go on
    pause.follow('recording');
    pause.follow('transcribing');
    pause.follow('idle');
    await pollUntil('the music', async () => music.heard.includes('Play'));
    expect(music.heard).toEqual(['ready', 'Pause', 'Play']);
  });

  it('players go on when the app quits in the middle of a take', async () => {
    await using music = await startPlayer(address, 'music');
    await (async () => {
      await using pause = new PauseWhileRecording({ players: mprisPlayers(address), wanted: () => true, log });
      pause.follow('recording');
      await pollUntil('the pause', async () => music.heard.includes('Pause'));
    })();
    await pollUntil('the music', async () => music.heard.includes('Play'));
    expect(music.heard).toEqual(['ready', 'Pause', 'Play']);
  });

  it('players that were paused go on although the setting was turned off meanwhile; the next take leaves them', async () => {
    await using music = await startPlayer(address, 'music');
    let wanted = true;
    await using pause = new PauseWhileRecording({ players: mprisPlayers(address), wanted: () => wanted, log });
    pause.follow('recording');
    await pollUntil('the pause', async () => music.heard.includes('Pause'));
    wanted = false;
    pause.follow('idle');
    await pollUntil('the music', async () => music.heard.includes('Play'));
    pause.follow('recording');
    await pause[Symbol.asyncDispose]();
    expect(music.heard).toEqual(['ready', 'Pause', 'Play']);
  });
});

describe('players on other systems', () => {
  it('are Music and Spotify on macOS, asked only when they run', async () => {
    const ran: string[] = [];
    const players = macosPlayers(async (script) => {
      ran.push(script);
      return script === pauseScript('Spotify') ? 'yes' : 'no';
    });
    const paused = await players.pausePlaying();
    expect(paused.names).toEqual(['Spotify']);
    await paused.resume();
    expect(ran).toHaveLength(3);
    for (const script of ran) expect(script).toMatch(/^if application "(Music|Spotify)" is running then\n/);
    expect(ran[2]).toContain('if player state is paused then play');
  });

  it('are none on Windows: the setting is not offered there', () => {
    expect(openPlayers({}, 'win32')).toBeNull();
    expect(openPlayers({}, 'linux')).not.toBeNull();
    expect(openPlayers({}, 'darwin')).not.toBeNull();
  });
});
