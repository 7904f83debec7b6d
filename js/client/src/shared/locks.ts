/**
 * Gets a lock as soon as nobody else has it, and keeps it until a signal.
 * @param granted Called when it is got.
 * @param refused Called if the browser gives none here.
 */
export function hold(name: string, until: AbortSignal, granted: () => void, refused: () => void): void {
  const keep = (): Promise<void> | undefined => {
    if (until.aborted) return undefined;
    granted();
    return new Promise((resolve) => until.addEventListener("abort", () => resolve(), { once: true }));
  };
  navigator.locks.request(name, { signal: until }, keep).catch(() => until.aborted || refused());
}

/** Calls back once nobody has a lock, unless a signal comes first. */
export function whenFree(name: string, until: AbortSignal, free: () => void): void {
  // shared, so that all who wait for the same one are told at once
  navigator.locks.request(name, { mode: "shared", signal: until }, () => until.aborted || free()).catch(() => undefined);
}
