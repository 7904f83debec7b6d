/**
 * Tells when the page is put aside, and when it goes away for good; where there are no pages, never.
 * @returns What ends the telling.
 */
export function onLeaving(hidden: () => void, leave: () => void): () => void {
  if (typeof document === "undefined") return () => undefined;
  const listening = new AbortController();
  const { signal } = listening;
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && hidden(), { signal });
  // one that may come back has its locks still
  addEventListener("pagehide", ({ persisted }) => persisted || leave(), { signal });
  return () => listening.abort();
}
