// One dictation in a process that will be killed: says on stdout how much sound has been written and what phase it is in.
// node crash-dictation-child.ts FOLDER UPSTREAM AUTH_FILE
import { fetch as undiciFetch } from 'undici';
import { createTranscriber } from '../../src-main/app/transcriber.ts';
import { joinTranscripts } from '../../src-main/audio/join-transcripts.ts';
import { createListening } from '../../src-main/audio/listener.ts';
import { PostRoll } from '../../src-main/audio/post-roll.ts';
import { openCodexClient, openCredentials } from '../../src-main/codex/index.ts';
import { initialState } from '../../src-main/contract/state.ts';
import { Dictation } from '../../src-main/dictation/dictation.ts';
import { silentLog } from '../../src-main/lib/log.ts';
import { StateStore } from '../../src-main/lib/state-store.ts';
import { openTakeStore } from '../../src-main/takes/take-store.ts';
import { FedRecorder } from '../rig/fed-recorder.ts';
import { wordsWithPauses } from '../standin/fsk-encode.ts';

const [folder = '', upstream = '', authFile = ''] = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const store = openTakeStore({ folder, now: Date.now, log: silentLog });
const credentials = openCredentials({ fetch: undiciFetch, home: folder, authFile });
const client = openCodexClient({
  credentials,
  upstream,
  openaiBase: upstream,
  identity: { originator: 'sotto', userAgent: 'Sotto/test' },
});
const state = new StateStore(initialState('test'));
const recorder = new FedRecorder({ speed: 1 });
const begin = store.begin.bind(store);
// The same store; only what has reached it is told.
const takes = Object.assign(Object.create(store) as typeof store, {
  begin: (input: Parameters<typeof begin>[0]) => {
    const writer = begin(input);
    say(`take ${writer.id}`);
    let bytes = 0;
    return {
      id: writer.id,
      get trouble() {
        return writer.trouble;
      },
      append: (pcm: Uint8Array) => {
        writer.append(pcm);
        bytes += pcm.byteLength;
        say(`ms ${bytes / 32}`);
      },
      finish: writer.finish,
    };
  },
});
for (const name of [
  'describe',
  'segment',
  'transcribing',
  'done',
  'empty',
  'failed',
  'discarded',
  'inserted',
  'readPcm',
  'get',
  'original',
] as const) {
  Object.assign(takes, { [name]: (store[name] as (...args: unknown[]) => unknown).bind(store) });
}
const dictation = new Dictation({
  takes,
  listening: createListening({ log: silentLog }),
  transcriber: createTranscriber(() => client),
  join: joinTranscripts,
  clock: { now: () => performance.now(), unix: () => Date.now() },
  recorder,
  inserter: {
    target: async () => ({ windowId: '1' }),
    insert: async (text) => {
      say(`inserted ${text}`);
      await new Promise((resolve) => setTimeout(resolve, 60));
      return { insertion: 'pasted' };
    },
    copy: async () => ({ insertion: 'copied' }),
  },
  cues: { play: () => undefined },
  postRoll: (roll) => new PostRoll(roll),
  microphones: async () => [],
  state,
  settings: () => ({ device: '', sampleRate: 16000, language: '', segments: true, postRollMs: 100, practice: false }),
  onLevel: () => undefined,
  onSettled: () => say('settled'),
  log: (event) => say(`event ${event}`),
});
state.subscribe(({ phase }) => say(`phase ${phase}`));
recorder.hears(wordsWithPauses([{ text: 'one two three four', pauseMs: 100 }]));
dictation.start('held');
await recorder.said;
say('key-up');
dictation.stop();
