// Where in the window one is. Remembered, so that the window opens where it was closed.
import { createStore, useStore } from '../parts/store.ts';

export type PlaceName = 'history' | 'settings' | 'doctor';

export interface Place {
  readonly name: PlaceName;
  /** A section of Settings. */
  readonly anchor?: string;
  /** A take of History. */
  readonly takeId?: string;
}

const key = 'sotto.place';
const isPlace = (name: unknown): name is PlaceName => name === 'history' || name === 'settings' || name === 'doctor';

function remembered(): Place {
  const name = localStorage.getItem(key);
  return { name: isPlace(name) ? name : 'history' };
}

const store = createStore<Place>({ name: 'history' });

export function restorePlace(): void {
  store.set(remembered());
}

export function goTo(place: Place): void {
  localStorage.setItem(key, place.name);
  store.set({ ...place }); // the same anchor again is a new wish
}

export const usePlace = (): Place => useStore(store, (place) => place);
export const currentPlace = (): Place => store.get();
