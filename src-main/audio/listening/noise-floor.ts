// How loud the room is when nobody speaks: the quietest 40 ms of the last seconds, which speech never fills without a
// gap. Follows a quieter room at once, a louder one within seconds. Pure.

const framesPerBucket = 25;
const buckets = 12; // 6 s
/** The minimum of a fluctuating level lies below its mean. */
const biasDb = 1.5;
/** Below this it is the converter that is heard, not the room. */
const lowestDbfs = -80;

export class NoiseFloor {
  readonly #minima: number[] = [];
  #current = Number.POSITIVE_INFINITY;
  #frames = 0;
  #before = Number.POSITIVE_INFINITY;

  /** @param dbfs level of the next 20 ms. */
  push(dbfs: number): void {
    const pair = Math.max(dbfs, this.#before); // both of two frames must be quiet: a gap, not a zero crossing
    this.#before = dbfs;
    if (this.#frames > 0 && pair < this.#current) this.#current = pair;
    this.#frames += 1;
    if (this.#frames % framesPerBucket === 0) {
      this.#minima.push(this.#current);
      if (this.#minima.length > buckets) this.#minima.shift();
      this.#current = pair;
    }
  }

  get dbfs(): number {
    const lowest = Math.min(this.#current, ...this.#minima);
    return Math.max(lowestDbfs, Number.isFinite(lowest) ? lowest + biasDb : lowestDbfs);
  }
}
