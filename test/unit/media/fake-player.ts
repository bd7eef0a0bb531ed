// A media player as a process of its own on a session bus: owns an MPRIS name, plays, and writes a line for every call.
// Arguments: socket path, name behind "org.mpris.MediaPlayer2.", first state. A line on its input is what a person does.
import { createRequire } from 'node:module';
import { connect } from 'node:net';

interface Bus {
  requestName(name: string, flags: number, done: (error: unknown) => void): void;
  exportInterface(implementation: object, path: string, description: object): void;
}
const { createClient } = createRequire(import.meta.url)('@homebridge/dbus-native') as {
  createClient(options: { stream: ReturnType<typeof connect> }): Bus; // its own types know only the client's side
};

const [socketPath = '', name = '', first = 'Playing'] = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const bus = createClient({ stream: connect(socketPath) });
const player = {
  PlaybackStatus: first,
  CanPause: true,
  Pause: () => {
    say('Pause');
    player.PlaybackStatus = 'Paused';
  },
  Play: () => {
    say('Play');
    player.PlaybackStatus = 'Playing';
  },
};
bus.exportInterface(player, '/org/mpris/MediaPlayer2', {
  name: 'org.mpris.MediaPlayer2.Player',
  methods: { Pause: ['', ''], Play: ['', ''] },
  properties: { PlaybackStatus: 's', CanPause: 'b' },
  signals: {},
});
bus.requestName(`org.mpris.MediaPlayer2.${name}`, 0, (error) => {
  if (error) throw error;
  say('ready');
});
process.stdin.on('data', (data) => {
  player.PlaybackStatus = data.toString().trim(); // a person at the player
  say(`now ${player.PlaybackStatus}`);
});
process.stdin.on('end', () => process.exit(0));
