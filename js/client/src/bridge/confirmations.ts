interface Doubt {
  readonly place: readonly string[];
  due: number;
}

/**
 * The places that the library wrote to through a port that takes time. What it wrote may have crossed with a correction, and no message
 * says which of the two it applied last: once it is quiet, the place is said to it anew.
 */
export class Confirmations {
  readonly #quietTime: number;
  readonly #confirm: (places: readonly (readonly string[])[]) => void;
  readonly #doubts = new Map<string, Doubt>();
  readonly #waiting: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param quietTime In milliseconds. */
  constructor(quietTime: number, confirm: (places: readonly (readonly string[])[]) => void) {
    this.#quietTime = quietTime;
    this.#confirm = confirm;
  }

  /** The library wrote to a place. */
  written(place: readonly string[]): void {
    this.#doubts.set(JSON.stringify(place), { place, due: performance.now() + this.#quietTime });
    this.#timer ??= setTimeout(this.#due, this.#quietTime);
  }

  /** Completes when no place is in doubt. */
  whenDone(): Promise<void> {
    return this.#doubts.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Confirms nothing any more. */
  close(): void {
    clearTimeout(this.#timer);
    this.#doubts.clear();
    this.#settle();
  }

  readonly #due = (): void => {
    this.#timer = undefined;
    const now = performance.now();
    const due = [...this.#doubts].filter(([, doubt]) => doubt.due <= now);
    for (const [name] of due) this.#doubts.delete(name);
    if (due.length > 0) this.#confirm(due.map(([, { place }]) => place));
    this.#settle();
    if (this.#doubts.size === 0) return;
    const next = Math.min(...Array.from(this.#doubts.values(), (doubt) => doubt.due));
    this.#timer = setTimeout(this.#due, Math.max(1, next - now));
  };

  #settle(): void {
    if (this.#doubts.size === 0) for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
