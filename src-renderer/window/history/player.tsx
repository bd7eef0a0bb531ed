// Plays a take: the waveform is the seek bar. While a take is sent, the same bars show how far it is.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Take } from '../../../src-main/contract/take.ts';
import { Bars } from '../../parts/bars.tsx';
import { Icon } from '../../parts/icon.tsx';
import { createStore, useStore } from '../../parts/store.ts';
import { duration, spokenDuration } from '../../words/format.ts';
import { t } from '../../words/words.ts';
import { useWaveform } from './waveform.ts';

const speeds = [0.75, 1, 1.25, 1.5, 2] as const;
/** Kept while the window lives: who listens fast, listens fast to the next take too. */
const speed = createStore<number>(1);
/** A part of the take was clicked. */
export const seekWanted = createStore<{ readonly takeId: string; readonly ms: number } | null>(null);

interface PlayerProps {
  readonly take: Take;
  /** 0..1 of the audio sent; null: nothing is being sent. */
  readonly working: number | null;
  readonly stateWords: string;
}

export function Player({ take, working, stateWords }: PlayerProps): ComponentChildren {
  const levels = useWaveform(take.id, take.audio === 'removed' ? 0 : 200);
  const player = usePlayback(take.id);
  if (take.audio === 'removed') return <p class="removed small hush">{t('soundRemoved')}</p>;
  const length = take.durationMs / 1000;
  const at = Math.min(player.at, length);
  const seek = (to: number): void => player.seek(Math.min(Math.max(0, to), length));
  const onKey = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: -5,
      ArrowRight: 5,
      ArrowDown: -5,
      ArrowUp: 5,
      PageDown: -30,
      PageUp: 30,
      Home: -length,
      End: length,
    };
    const step = steps[event.key];
    if (step !== undefined) seek(at + step);
    else if (event.key === ' ') player.toggle();
    else return;
    event.preventDefault();
  };
  return (
    <div class="player">
      <button type="button" class="play" aria-label={player.playing ? t('pause') : t('play')} onClick={player.toggle}>
        <Icon name={player.playing ? 'pause' : 'play'} solid />
      </button>
      <div
        class="seek"
        role="slider"
        tabIndex={0}
        aria-label={t('position')}
        aria-valuemin={0}
        aria-valuemax={Math.round(length)}
        aria-valuenow={Math.round(at)}
        aria-valuetext={t('positionOf', { at: spokenDuration(at * 1000), all: spokenDuration(take.durationMs) })}
        onKeyDown={onKey}
        onPointerDown={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          seek(((event.clientX - box.left) / box.width) * length);
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          if (event.buttons !== 1) return;
          const box = event.currentTarget.getBoundingClientRect();
          seek(((event.clientX - box.left) / box.width) * length);
        }}
      >
        <Bars
          levels={levels ?? []}
          height={36}
          before="ink"
          after={working === null ? 'ghost' : 'voice'}
          share={working ?? (length > 0 ? at / length : 0)}
        />
      </div>
      {working === null ? (
        <p class="num times">
          <span>{duration(at * 1000)}</span> <span class="hush">{duration(take.durationMs)}</span>
          <Speed />
        </p>
      ) : (
        <p class="num times">{stateWords}</p>
      )}
      {player.failed && <p class="player-note small state mend">{t('soundNotPlayable')}</p>}
    </div>
  );
}

function Speed(): ComponentChildren {
  const now = useStore(speed, (value) => value);
  return (
    <span class="pick bare">
      <select
        aria-label={t('speed')}
        value={String(now)}
        onChange={({ currentTarget }) => speed.set(Number(currentTarget.value))}
      >
        {speeds.map((value) => (
          <option key={value} value={String(value)}>
            {`${value}×`}
          </option>
        ))}
      </select>
      <Icon name="down" />
    </span>
  );
}

interface Playback {
  readonly playing: boolean;
  readonly failed: boolean;
  /** Seconds. */
  readonly at: number;
  readonly seek: (seconds: number) => void;
  readonly toggle: () => void;
}

function usePlayback(takeId: string): Playback {
  const audio = useRef<HTMLAudioElement | null>(null);
  const [playing, setPlaying] = useState(false);
  const [failed, setFailed] = useState(false);
  const [at, setAt] = useState(0);
  const rate = useStore(speed, (value) => value);
  const wanted = useStore(seekWanted, (value) => (value?.takeId === takeId ? value : null));
  /** Made at the first use: looking at a take loads no sound. */
  const element = (): HTMLAudioElement => {
    if (audio.current) return audio.current;
    const made = new Audio(`/audio/${encodeURIComponent(takeId)}`);
    made.preservesPitch = true;
    made.addEventListener('play', () => setPlaying(true));
    made.addEventListener('pause', () => setPlaying(false));
    made.addEventListener('ended', () => setPlaying(false));
    made.addEventListener('playing', () => setFailed(false));
    made.addEventListener('error', () => setFailed(true));
    made.addEventListener('timeupdate', () => setAt(made.currentTime));
    audio.current = made;
    return made;
  };
  useEffect(() => () => audio.current?.pause(), []);
  useEffect(() => {
    if (audio.current) audio.current.playbackRate = rate;
  }, [rate]);
  useEffect(() => {
    if (!playing) return;
    let frame = requestAnimationFrame(function follow() {
      setAt(audio.current?.currentTime ?? 0);
      frame = requestAnimationFrame(follow);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing]);
  const play = (): void => {
    const made = element();
    if (made.error) made.load(); // after an error an element asks for its sound again only when told
    made.playbackRate = rate;
    made.play().catch((error: unknown) => {
      // Paused before the sound had come: the wish was taken back, nothing failed.
      if (!(error instanceof DOMException && error.name === 'AbortError')) setFailed(true);
    });
  };
  const seek = (seconds: number): void => {
    element().currentTime = seconds;
    setAt(seconds);
  };
  useEffect(() => {
    if (!wanted) return;
    seek(wanted.ms / 1000);
    play();
  }, [wanted]);
  return { playing, failed, at, seek, toggle: () => (playing ? audio.current?.pause() : play()) };
}
