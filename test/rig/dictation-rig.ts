// A whole dictation without a desktop: real take store, listener, encoder, Codex client and HTTP, against the stand-in
// service. Only the microphone and the other program's text field are stood in for, at their ports.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetch as undiciFetch } from 'undici';
import { createTranscriber } from '../../src-main/app/transcriber.ts';
import { joinTranscripts } from '../../src-main/audio/join-transcripts.ts';
import { createListening } from '../../src-main/audio/listener.ts';
import { PostRoll } from '../../src-main/audio/post-roll.ts';
import type { PracticeSwitch } from '../../src-main/boot/practice-switch.ts';
import { type CodexClient, openCodexClient, openCredentials } from '../../src-main/codex/index.ts';
import { AppError } from '../../src-main/contract/app-error.ts';
import { type AppState, initialState } from '../../src-main/contract/state.ts';
import type { Take } from '../../src-main/contract/take.ts';
import { Dictation, type DictationSettings } from '../../src-main/dictation/dictation.ts';
import type { Inserter, InsertionResult, InsertionTarget, Recorder } from '../../src-main/dictation/ports.ts';
import type { TranscriptionPorts } from '../../src-main/dictation/transcription.ts';
import { silentLog } from '../../src-main/lib/log.ts';
import { StateStore } from '../../src-main/lib/state-store.ts';
import { openTakeStore, type TakeStore } from '../../src-main/takes/take-store.ts';
import type { Standin } from '../standin/standin.ts';

export interface RigOptions {
  /** A real one, or one that is fed; `dictate` needs the latter. */
  readonly recorder: Recorder & { readonly said?: Promise<void> };
  /** In this process, or the addresses of one in another. */
  readonly standin: Pick<Standin, 'newLogin' | 'issuer' | 'upstream' | 'openaiBase'>;
  /** Another address than the stand-in's own: a shaped link in front of it. */
  readonly upstream?: string;
  readonly folder?: string;
  readonly requestTimeoutMs?: number;
  readonly settings?: Partial<DictationSettings>;
  /** The services of practice and real takes, beside the real client. */
  readonly practice?: (real: CodexClient) => Pick<PracticeSwitch, 'on' | 'of'>;
}

export interface Rig extends AsyncDisposable {
  readonly dictation: Dictation;
  readonly ports: TranscriptionPorts;
  readonly store: TakeStore;
  readonly state: StateStore<AppState>;
  readonly client: CodexClient;
  readonly folder: string;
  /** The tones that were played. */
  readonly played: string[];
  /** What stands in the other program's field. */
  readonly inserted: string[];
  /** The window that is found at key-down; it may take its time. */
  targetIs: () => Promise<InsertionTarget>;
  /** Makes the next insertions end like this. */
  insertsAs: (text: string) => InsertionResult;
  readonly settled: Take[];
  /** So much time passes for the login (a token that was renewed a moment ago isn't renewed again). */
  leap(ms: number): void;
  /** Resolves with the take when it has reached its end. */
  end(id: string): Promise<Take>;
  /** Key-down, the recorder's whole sound, key-up, the end. */
  dictate(): Promise<Take>;
}

export async function openRig(options: RigOptions): Promise<Rig> {
  const { recorder, standin } = options;
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'sotto-rig-'));
  const authFile = join(folder, 'auth.json');
  writeFileSync(authFile, JSON.stringify(standin.newLogin()), { mode: 0o600 });
  let leaptMs = 0;
  const credentials = openCredentials({
    fetch: undiciFetch,
    home: folder,
    authFile,
    issuer: standin.issuer,
    now: () => Date.now() + leaptMs,
  });
  const client = openCodexClient({
    credentials,
    upstream: options.upstream ?? standin.upstream,
    openaiBase: standin.openaiBase,
    identity: { originator: 'sotto', userAgent: 'Sotto/test' },
    requestTimeoutMs: options.requestTimeoutMs,
  });
  const practice = options.practice?.(client);
  const store = openTakeStore({ folder, now: Date.now, log: silentLog });
  const state = new StateStore(initialState('test'));
  const waiting = new Map<string, (take: Take) => void>();
  const settled: Take[] = [];
  const inserted: string[] = [];
  const played: string[] = [];
  const clock = { now: () => performance.now(), unix: () => Date.now() };
  const ports: TranscriptionPorts = {
    takes: store,
    listening: createListening({ log: silentLog }),
    transcriber: createTranscriber((inPractice) => practice?.of(inPractice) ?? client),
    join: joinTranscripts,
    clock,
  };
  const settings: DictationSettings = {
    device: '',
    sampleRate: 16000,
    language: '',
    segments: true,
    postRollMs: 250,
    practice: false,
    ...options.settings,
  };
  const inserter: Inserter = {
    target: () => rig.targetIs(),
    insert: async (text) => {
      const result = rig.insertsAs(text);
      if (result.insertion === 'pasted') inserted.push(text);
      return result;
    },
    copy: async () => ({ insertion: 'copied', chord: 'Ctrl+V' }),
  };
  const dictation = new Dictation({
    ...ports,
    recorder,
    inserter,
    cues: { play: (cue) => void played.push(cue) },
    postRoll: (roll) => new PostRoll(roll),
    microphones: async () => [],
    state,
    settings: () => (practice ? { ...settings, practice: practice.on } : settings),
    onLevel: () => undefined,
    onSettled: (take) => {
      settled.push(take);
      waiting.get(take.id)?.(take);
      waiting.delete(take.id);
    },
    log: () => undefined,
  });
  const rig: Rig = {
    dictation,
    ports,
    store,
    state,
    client,
    folder,
    played,
    inserted,
    targetIs: async () => ({ windowId: '1', name: 'Editor' }),
    insertsAs: () => ({ insertion: 'pasted' }),
    settled,
    leap: (ms) => {
      leaptMs += ms;
    },
    end: async (id) =>
      settled.find((take) => take.id === id) ?? (await new Promise<Take>((resolve) => waiting.set(id, resolve))),
    dictate: async () => {
      dictation.start('held');
      const id = state.get().dictation?.takeId;
      if (!id) throw new AppError('internal', 'No dictation began.');
      await recorder.said;
      dictation.stop();
      return await rig.end(id);
    },
    [Symbol.asyncDispose]: async () => {
      await dictation[Symbol.asyncDispose]();
      await client[Symbol.asyncDispose]();
      await credentials[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
      if (!options.folder) rmSync(folder, { recursive: true, force: true });
    },
  };
  return rig;
}
