// Sound cues: off, or a soft tone when the microphone opens and when it has closed, so that neither is recorded.
import { useEffect, useRef } from 'preact/hooks';
import finishUrl from '../../assets/sounds/finish.wav?url&no-inline';
import problemUrl from '../../assets/sounds/problem.wav?url&no-inline';
import startUrl from '../../assets/sounds/start.wav?url&no-inline';
import { currentSettings } from '../parts/app-stores.ts';
import type { PillPhase } from './overlay-model.ts';

const tones: Partial<Record<PillPhase, string>> = {
  opening: startUrl,
  sending: finishUrl,
  failed: problemUrl,
  dead: problemUrl,
};

export function useCues(phase: PillPhase | null): void {
  const before = useRef<PillPhase | null>(null);
  useEffect(() => {
    const tone = phase !== null && phase !== before.current ? tones[phase] : undefined;
    before.current = phase;
    const { cues, cueVolume } = currentSettings().dictation;
    if (!tone || cues === 'off') return;
    const sound = new Audio(tone);
    sound.volume = cueVolume;
    // No output device: the pill says the same in words.
    sound.play().catch((error: unknown) => console.debug('cue not played', error));
  }, [phase]);
}
