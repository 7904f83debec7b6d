/** The waits between attempts: a random part of a bound that doubles, so that clients of a hub that returns do not all come at once. */
export class Backoff {
  #failures = 0;
  readonly #first: number;
  readonly #most: number;

  /**
   * @param first The bound of the first wait, in milliseconds.
   * @param most The highest bound.
   */
  constructor(first: number, most: number) {
    this.#first = first;
    this.#most = most;
  }

  reset(): void {
    this.#failures = 0;
  }

  next(): number {
    const bound = Math.min(this.#most, this.#first * 2 ** Math.min(this.#failures++, 30));
    return bound * (0.25 + 0.75 * Math.random());
  }
}

/** Something that ends, such as a conversation: what waits within it ends too. */
export class Span {
  readonly #ends = new Set<() => void>();
  ended = false;

  end(): void {
    this.ended = true;
    for (const end of this.#ends) end();
    this.#ends.clear();
  }

  /** Waits, or less if it ends meanwhile. */
  wait(milliseconds: number): Promise<void> {
    if (this.ended) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#ends.delete(done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.#ends.add(done);
    });
  }
}
