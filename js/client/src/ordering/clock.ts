import { stepsAbove } from "./steps.js";

/**
 * A hybrid logical clock: milliseconds since the Unix epoch as a double that never repeats and never falls,
 * `max(hub-adjusted now, next double above every ts seen)`.
 */
export class HybridClock {
  /** What is added to the local clock to have the hub's, in milliseconds. */
  offset = 0;
  #last = 0;

  readonly #time: () => number;

  /** @param time Where now comes from: milliseconds since the Unix epoch. */
  constructor(time: () => number = Date.now) {
    this.#time = time;
  }

  /** The hub-adjusted time. */
  get now(): number {
    return this.#time() + this.offset;
  }

  /** A timestamp above every one seen or given before. */
  next(): number {
    const last = this.#last;
    // of normal positive doubles half a step up rounds to the next, unless they are powers of two; the exact way takes a good part of a write
    const above = last + (last * Number.EPSILON) / 2;
    return (this.#last = Math.max(this.now, above > last ? above : stepsAbove(last, 1)));
  }

  /** Takes note of a timestamp that somebody else gave; one that leaves no room above it is passed over. */
  observe(ts: number): void {
    if (ts > this.#last && ts <= 1e300) this.#last = ts;
  }
}
