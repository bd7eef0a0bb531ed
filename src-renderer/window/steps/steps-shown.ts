// Whether the first steps stand in the place of History. Left once, they are found again under Doctor.
import { createStore, useStore } from '../../parts/store.ts';

const shown = createStore(false);

export const showSteps = (show: boolean): void => shown.set(show);
export const useStepsShown = (): boolean => useStore(shown, (value) => value);

/** 1..4 while the steps are shown, for the header; 0 otherwise. */
export const stepNow = createStore(0);
