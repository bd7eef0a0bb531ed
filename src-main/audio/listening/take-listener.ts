// Follows one take while it arrives: every 20 ms are measured, judged, brought to level and encoded at once; segments
// are closed at pauses and can be sent while the speaker goes on. Knows neither recorders nor the service.
import { AppError } from '../../contract/app-error.ts';
import type { EncodedTrack } from '../encoding/encoded-track.ts';
import { FrameCutter, frameMs } from '../frames.ts';
import { msOf } from '../pcm.ts';
import type { EncodedAudio, SpokenSegment, TakeListener, Verdict } from '../shapes.ts';
import { Activity } from './activity.ts';
import { FrameLog } from './frame-log.ts';
import { GainRider } from './gain-rider.ts';
import { judge, type RoomNoise, roomNoise } from './judge.ts';
import { LevelBars } from './level-bars.ts';
import { type Cut, Segmenter } from './segmenter.ts';
import { SoundMeter } from './sound-meter.ts';
import { Voicing } from './voicing.ts';

export interface ListenerOptions {
  readonly sampleRate: number;
  readonly segments: boolean;
  readonly track: EncodedTrack;
}

/** From this on a stretch knows its room by itself. */
const knowsRoomFrames = 10_000 / frameMs;
const alarmFrames = 1000 / frameMs;
/** Devices with a noise gate fall silent between words and thoughts, too; one that was muted stays silent. */
const lateAlarmFrames = 10_000 / frameMs;

interface Awaited {
  readonly cut: Cut;
  readonly cutShort: number;
  readonly audio: PromiseWithResolvers<EncodedAudio>;
}

export class SpeechListener implements TakeListener {
  onLevel?: (bar: number) => void;
  onSegment?: (segment: SpokenSegment) => void;
  onSilenceAlarm?: (silent: boolean) => void;
  readonly #sampleRate: number;
  readonly #track: EncodedTrack;
  readonly #cutter: FrameCutter;
  readonly #meter: SoundMeter;
  readonly #voicing: Voicing;
  readonly #activity = new Activity();
  readonly #gain = new GainRider();
  readonly #log = new FrameLog();
  readonly #segmenter: Segmenter;
  readonly #bars: LevelBars;
  #awaited: Awaited[] = [];
  #samples = 0;
  #segments = 0;
  #room: RoomNoise | undefined;
  #verdict: Verdict = { kind: 'empty', reason: 'no-frames' };
  #sounded = false;
  /** Digital silence since so many frames. */
  #zeroFrames = 0;
  #alarmed = false;
  #over = false;

  constructor(options: ListenerOptions) {
    const { sampleRate } = options;
    this.#sampleRate = sampleRate;
    this.#track = options.track;
    this.#cutter = new FrameCutter(sampleRate);
    this.#meter = new SoundMeter(sampleRate);
    this.#voicing = new Voicing(sampleRate);
    this.#segmenter = new Segmenter(this.#log, options);
    this.#bars = new LevelBars(sampleRate, (bar) => this.onLevel?.(bar));
  }

  get durationMs(): number {
    return msOf(this.#samples, this.#sampleRate);
  }

  get trailingQuietMs(): number {
    return this.#segmenter.quietFrames * frameMs;
  }

  push(pcm: Buffer): void {
    if (this.#over) return; // a block that was under way when the take was closed
    this.#samples += pcm.byteLength >> 1;
    if (this.onLevel) this.#bars.push(pcm);
    this.#cutter.push(pcm, (frame) => this.#hear(frame));
  }

  async finish(): Promise<{ readonly verdict: Verdict; readonly last: SpokenSegment | null }> {
    if (this.#over) throw new Error('A take ends once.');
    const rest = this.#cutter.rest();
    if (rest) this.#hear(rest.frame);
    this.#over = true;
    const cutShort = rest ? rest.frame.length - rest.realSamples : 0;
    for (const frame of this.#gain.flush()) this.#track.push(frame);
    this.#track.end();
    const cuts = this.#segmenter.finish();
    const segments = cuts.map((cut) => this.#close(cut, cut.to === this.#log.end ? cutShort : 0));
    this.#settle();
    this.#track.close();
    for (const segment of segments.slice(0, -1)) this.onSegment?.(segment);
    const last = this.#verdict.kind === 'empty' ? null : (segments.at(-1) ?? null);
    return { verdict: this.#verdict, last };
  }

  abandon(): void {
    this.#over = true;
    this.#track.close();
    for (const { audio } of this.#awaited) audio.reject(new AppError('cancelled', 'The recording was discarded.'));
    this.#awaited = [];
  }

  #hear(frame: Int16Array): void {
    const sound = this.#meter.measure(frame);
    this.#voicing.push(frame);
    const activity = this.#activity.push(sound, () => this.#voicing.isVoiced());
    this.#log.push(sound, activity);
    this.#watchSilence(sound.zero);
    const ready = this.#gain.push(frame, sound.peak, activity.maybe);
    if (ready) this.#track.push(ready);
    const cut = this.#segmenter.push();
    if (cut) this.onSegment?.(this.#close(cut, 0));
    this.#settle();
  }

  /** After a second from the take's start; later only when it lasts. */
  #watchSilence(zero: boolean): void {
    this.#zeroFrames = zero ? this.#zeroFrames + 1 : 0;
    if (!zero) {
      this.#sounded = true;
      if (this.#alarmed) this.onSilenceAlarm?.(false);
      this.#alarmed = false;
    } else if (!this.#alarmed && this.#zeroFrames >= (this.#sounded ? lateAlarmFrames : alarmFrames)) {
      this.#alarmed = true;
      this.onSilenceAlarm?.(true);
    }
  }

  #close(cut: Cut, cutShort: number): SpokenSegment {
    const notes = this.#log.slice(cut.from, cut.to);
    const silent = cut.soundFrom >= cut.soundTo;
    const judged = judge(notes, notes.length < knowsRoomFrames ? this.#room : undefined);
    // Where not one frame might have been speech, nothing was kept to be sent; a slowly changing noise may look louder
    // in hindsight.
    const verdict: Verdict = silent && judged.kind !== 'empty' ? { kind: 'empty', reason: 'noise-only' } : judged;
    this.#room = roomNoise(notes) ?? this.#room;
    this.#verdict = whole(this.#verdict, verdict);
    const audio = Promise.withResolvers<EncodedAudio>();
    audio.promise.catch(() => undefined); // an abandoned take's segments may have nobody who waits for them
    if (verdict.kind === 'empty') audio.reject(new AppError('audio_silent', 'This part of the take holds no speech.'));
    else this.#awaited.push({ cut, cutShort: cut.soundTo === cut.to ? cutShort : 0, audio });
    // At the take's end several segments are closed in a row: what the later ones are judged by must still be there.
    this.#log.forget(Math.min(this.#segmenter.from, cut.to));
    return {
      index: this.#segments++,
      startMs: cut.from * frameMs,
      endMs: Math.round(Math.min(cut.to * frameMs, this.durationMs)),
      overlapMs: cut.overlap * frameMs,
      audio: audio.promise,
      verdict,
    };
  }

  /** Hands over the segments whose last frame is encoded, and lets go of what nobody needs any more. */
  #settle(): void {
    while (this.#awaited[0] && this.#awaited[0].cut.soundTo <= this.#track.readyFrames) {
      const { cut, cutShort, audio } = this.#awaited[0];
      audio.resolve(this.#track.cut(cut.soundFrom, cut.soundTo, cutShort));
      this.#awaited.shift();
    }
    const needed = this.#awaited[0]?.cut.soundFrom ?? this.#segmenter.keepFrom;
    this.#track.forget(Math.min(needed, this.#segmenter.keepFrom));
  }
}

/** A take is as good as its best part, and as silent as its least silent one. */
function whole(before: Verdict, part: Verdict): Verdict {
  const rank = (verdict: Verdict): number => {
    if (verdict.kind !== 'empty') return verdict.kind === 'speech' ? 4 : 3;
    return ['no-frames', 'digital-silence', 'noise-only'].indexOf(verdict.reason);
  };
  return rank(part) > rank(before) ? part : before;
}
