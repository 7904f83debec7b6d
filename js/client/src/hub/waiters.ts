interface Waiter {
  readonly number: number;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** Who waits for a number that rises, such as a revision. */
export class Waiters {
  #all: Waiter[] = [];

  /** Completes when the number is reached. */
  wait(number: number): Promise<void> {
    return new Promise((resolve, reject) => this.#all.push({ number, resolve, reject }));
  }

  reached(number: number): void {
    const reached = this.#all.filter((waiter) => waiter.number <= number);
    if (reached.length === 0) return;
    this.#all = this.#all.filter((waiter) => waiter.number > number);
    for (const { resolve } of reached) resolve();
  }

  /** The number will not rise any more. */
  fail(reason: unknown): void {
    for (const { reject } of this.#all.splice(0)) reject(reason);
  }
}
